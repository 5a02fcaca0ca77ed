package io.millrace.state.activation;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.state.cluster.Instance;
import io.millrace.state.cluster.InstanceCalls;
import io.millrace.state.cluster.InstanceFailed;
import io.millrace.state.cluster.Instances;
import io.millrace.state.problem.FailureException;
import io.millrace.state.streams.StreamsHost;
import io.millrace.topologies.definition.Acknowledgement;
import io.millrace.topologies.definition.ActivationRounds;
import io.millrace.topologies.definition.ActivationRounds.Verdict;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every instance whether its tasks know definitions. An instance that died or is cut off holds
 * an activation up until the group has given its partitions to others, and no longer.
 */
@Singleton
public final class DefinitionActivation {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionActivation.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(20);

  private final Instances instances;
  private final InstanceCalls calls;
  private final LocalAcknowledgements local;
  private final StreamsHost streams;
  private final InstantSource clock;

  DefinitionActivation(
      Instances instances,
      InstanceCalls calls,
      LocalAcknowledgements local,
      StreamsHost streams,
      InstantSource clock) {
    this.instances = instances;
    this.calls = calls;
    this.local = local;
    this.streams = streams;
    this.clock = clock;
  }

  /**
   * Waits until it is certain that every event received from a timestamp on is processed by a task
   * that knows the definitions; false where the timestamp passes before.
   *
   * @param since epoch milliseconds
   */
  public boolean awaitInForce(long since, Collection<Definition> definitions)
      throws InterruptedException {
    Map<DefinitionKey, Long> versions = versions(definitions);
    int partitions = partitions();
    var rounds = new ActivationRounds(since, partitions);
    Verdict verdict = Verdict.WAITING;
    while (verdict == Verdict.WAITING && clock.millis() < since && partitions == partitions()) {
      verdict = rounds.take(ask(versions));
      if (verdict == Verdict.WAITING) {
        Thread.sleep(BETWEEN_ROUNDS);
      }
    }
    return verdict == Verdict.IN_FORCE;
  }

  /** Whether every instance knows the definitions now. */
  public boolean isKnown(Collection<Definition> definitions) {
    return ActivationRounds.complete(ask(versions(definitions)), partitions());
  }

  private int partitions() {
    return streams.hosted().orThrow().layout().partitions();
  }

  /** None where an instance does not answer: what its tasks know is not known. */
  private List<Acknowledgement> ask(Map<DefinitionKey, Long> versions) {
    byte[] request = AcknowledgementBytes.request(versions);
    try {
      var asked = new ArrayList<CompletableFuture<byte[]>>();
      for (Instance instance : instances.all()) {
        if (!instance.equals(instances.self())) {
          asked.add(calls.ask(instance, AcknowledgementRequestHandler.TYPE, request, PATIENCE));
        }
      }
      var said = new ArrayList<Acknowledgement>();
      asked.forEach(answer -> said.add(AcknowledgementBytes.answer(answer.join())));
      said.add(local.read(versions));
      return said;
    } catch (FailureException | CompletionException | InstanceFailed e) {
      LOG.debug("what all instances know cannot be told now", e);
      return List.of();
    }
  }

  private static Map<DefinitionKey, Long> versions(Collection<Definition> definitions) {
    return definitions.stream()
        .collect(Collectors.toMap(Definition::key, Definition::version, Math::max));
  }
}
