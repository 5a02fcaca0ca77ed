package io.millrace.service.connect;

import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.retry.Backoff;
import io.millrace.state.retry.BackoffPolicy;
import io.millrace.state.settings.ServerThread;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles Connect with the definitions, repeatedly, on a thread of its own, as long as the
 * service runs. Connectors that were never defined here are ignored.
 */
@Singleton
final class Reconciler extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /** The interval while everything matches its definition, or waits for a retry. */
  private static final Duration CALM = Duration.ofSeconds(1);

  /**
   * The initial interval while something changes or Connect does not respond, so that a start is
   * not delayed.
   */
  private static final Duration BUSY = Duration.ofMillis(100);

  private final ConnectorCatalogue catalog;
  private final ConnectCluster connect;
  private final DefinitionLog log;
  private final InstantSource clock;
  private final RetryStates spells;

  /** Whether this pass did something whose effect is not visible yet. */
  private boolean acted;

  Reconciler(
      ConnectorCatalogue catalog,
      ConnectCluster connect,
      DefinitionLog log,
      InstantSource clock,
      RetryStates spells) {
    super("millrace-connectors");
    this.catalog = catalog;
    this.connect = connect;
    this.log = log;
    this.clock = clock;
    this.spells = spells;
  }

  @Override
  protected void run() throws InterruptedException {
    log.awaitLoaded();
    var backoff = new Backoff(BackoffPolicy.doubling(BUSY, CALM).growingBy(1.25));
    for (long seen = -1; true; ) {
      if (seen != log.changes()) {
        backoff.reset();
      }
      seen = log.changes();
      acted = false;
      boolean settled = roundOrWarning();
      if (settled || acted) {
        backoff.reset();
      }
      log.awaitChange(seen, settled ? CALM : backoff.next());
    }
  }

  /** Whatever fails in one round, the next follows: nobody would notice that healing ended. */
  private boolean roundOrWarning() throws InterruptedException {
    try {
      return round();
    } catch (IOException e) {
      LOG.debug("Connect does not answer", e);
    } catch (ConnectRequestException e) {
      LOG.debug("Connect does not list its connectors: {}", e.message());
    } catch (RuntimeException e) {
      LOG.warn("reconciling the connectors failed; retrying", e);
      return true;
    }
    return false;
  }

  /** Whether no change is pending. */
  private boolean round() throws IOException, InterruptedException, ConnectRequestException {
    ConnectorCatalogue.Catalogue wanted = catalog.current();
    spells.retain(wanted.connectors().keySet());
    if (wanted.connectors().isEmpty() && wanted.removed().isEmpty()) {
      return true;
    }
    Map<String, ActualConnector> actual = connect.connectors();
    boolean settled = true;
    for (String name : wanted.removed()) {
      if (actual.containsKey(name)) {
        remove(name);
        settled = false;
      }
    }
    var healths = new HashMap<String, ConnectorHealth>();
    for (DesiredConnector desired : wanted.connectors().values()) {
      ConnectorHealth health = reconcile(desired, actual.get(desired.name()));
      healths.put(desired.name(), health);
      settled &= health != ConnectorHealth.CHANGING;
    }
    spells.seen(healths);
    return settled;
  }

  private ConnectorHealth reconcile(DesiredConnector desired, @Nullable ActualConnector actual)
      throws IOException, InterruptedException {
    RetryState before = spells.of(desired);
    ReconcileDecision decision = ReconcileDecision.of(desired, actual, before, clock.millis());
    RetryState after = act(desired, decision);
    spells.put(desired.name(), after);
    tell(desired.name(), before, after);
    return ConnectorHealth.of(desired, actual, after);
  }

  private RetryState act(DesiredConnector desired, ReconcileDecision decision)
      throws IOException, InterruptedException {
    String name = desired.name();
    try {
      switch (decision.step()) {
        case ReconcileStep.Nothing() -> {
          return decision.spell();
        }
        case ReconcileStep.Create() -> connect.create(desired);
        case ReconcileStep.Configure() -> connect.configure(desired);
        case ReconcileStep.Change(DesiredState to) -> connect.change(name, to);
        case ReconcileStep.Restart() -> {
          connect.restart(name, true);
          acted = true;
          spells.countRestart(name);
          return decision.spell().tried(clock.millis());
        }
      }
      acted = true;
      LOG.info("the connector {} {}", name, words(decision.step()));
      return decision.spell().done(clock.millis());
    } catch (ConnectRequestException e) {
      // A rebalance of the workers is no failure of the connector.
      return e.rebalancing() || e.unknown()
          ? decision.spell()
          : decision.spell().rejected(ConnectorFailure.of(e.message()), clock.millis());
    }
  }

  private void remove(String name) throws IOException, InterruptedException {
    try {
      connect.delete(name);
      LOG.info("the connector {} is removed", name);
    } catch (ConnectRequestException e) {
      LOG.warn("the connector {} cannot be removed yet: {}", name, e.message());
    }
  }

  private static String words(ReconcileStep step) {
    return switch (step) {
      case ReconcileStep.Nothing() -> "matches its definition";
      case ReconcileStep.Create() -> "is created";
      case ReconcileStep.Configure() -> "has its configuration updated";
      case ReconcileStep.Change(DesiredState to) -> "is to be " + to.wireName();
      case ReconcileStep.Restart() -> "is restarted";
    };
  }

  private static void tell(String name, RetryState before, RetryState after) {
    ConnectorFailure fault = after.fault();
    if (fault != null && after.givenUp() && !before.givenUp()) {
      LOG.error(
          "connector {} failed permanently after {} attempts: {}; {}: {}",
          name,
          after.attempts(),
          fault.cause().description(),
          fault.cause().remedy(),
          fault.message());
    } else if (fault != null && after.nextTryAt() > 0 && before.nextTryAt() != after.nextTryAt()) {
      LOG.warn(
          "connector {} failed; retrying in {} ms: {}: {}",
          name,
          RetryState.pauseMs(after.attempts()),
          fault.cause().description(),
          fault.message());
    } else if (after.runningSince() > 0 && before.runningSince() == 0 && after.attempts() > 0) {
      LOG.info("connector {} is running again after {} attempts", name, after.attempts());
    }
  }
}
