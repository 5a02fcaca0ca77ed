package io.millrace.service.rollups;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKind;
import io.millrace.state.activation.DefinitionActivation;
import io.millrace.state.cluster.Instances;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionSnapshot;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServerThread;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings rollups into force, where this instance leads. One that some task came to know too late
 * counts again, as another generation and from a later timestamp, once all know it.
 */
@Singleton
final class RollupActivation extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(RollupActivation.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration MAX_LEAD = Duration.ofMinutes(1);

  private final DefinitionLog log;
  private final DefinitionSnapshot<List<Activating>> activating;
  private final RollupEditor editor;
  private final DefinitionActivation activation;
  private final Instances instances;
  private final CurrentLayout layouts;
  private final InstantSource clock;

  /** From a further attempt until it counts; grows where that is missed. */
  private Duration lead = RollupEditor.LEAD;

  private record Activating(Definition definition, Rollup rollup) {}

  RollupActivation(
      DefinitionLog log,
      RollupEditor editor,
      DefinitionActivation activation,
      Instances instances,
      CurrentLayout layouts,
      InstantSource clock) {
    super("millrace-rollup-activation");
    this.log = log;
    this.activating =
        new DefinitionSnapshot<>(
            log, RollupKind.INSTANCE, List.of(), (_, all, _) -> activating(all));
    this.editor = editor;
    this.activation = activation;
    this.instances = instances;
    this.layouts = layouts;
    this.clock = clock;
  }

  /** Those that cannot be read are reported by the catalogue. */
  private static List<Activating> activating(List<Definition> definitions) {
    var activating = new ArrayList<Activating>();
    for (Definition definition : definitions) {
      DefinitionSnapshot.readAll(RollupKind.INSTANCE, List.of(definition), (_, _) -> {}).stream()
          .filter(Rollup::activating)
          .forEach(rollup -> activating.add(new Activating(definition, rollup)));
    }
    return List.copyOf(activating);
  }

  @Override
  protected void run() throws InterruptedException {
    log.awaitLoaded();
    while (true) {
      long seen = log.changes();
      stepOrWait();
      log.awaitChange(seen, LOOK_EVERY);
    }
  }

  private void stepOrWait() throws InterruptedException {
    try {
      List<Activating> all = activating.current();
      if (!all.isEmpty() && instances.leads() && !layouts.isMoving()) {
        step(all);
      }
    } catch (FailureException e) {
      LOG.info("rollups cannot be brought into force now: {}", e.getMessage());
    }
  }

  private void step(List<Activating> all) throws InterruptedException {
    long now = clock.millis();
    List<Activating> missed = all.stream().filter(one -> one.rollup().since() <= now).toList();
    if (!missed.isEmpty()) {
      again(missed);
      return;
    }
    long first = all.stream().mapToLong(one -> one.rollup().since()).min().orElseThrow();
    if (activation.awaitInForce(first, all.stream().map(Activating::definition).toList())) {
      for (Activating one : all) {
        editor.setInForce(one.definition(), one.rollup());
      }
      lead = RollupEditor.LEAD;
    }
  }

  /** Not before all know the attempt that was missed: then the next one will be known in time. */
  private void again(List<Activating> missed) throws InterruptedException {
    if (activation.isKnown(missed.stream().map(Activating::definition).toList())) {
      for (Activating one : missed) {
        LOG.warn("a task knew the rollup {} too late; it counts again", one.rollup().id());
        editor.activateAgain(one.definition(), one.rollup(), lead);
      }
      Duration longer = lead.multipliedBy(2);
      lead = longer.compareTo(MAX_LEAD) < 0 ? longer : MAX_LEAD;
    }
  }
}
