package io.millrace.state.scale;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.state.cluster.Instance;
import io.millrace.state.cluster.Instances;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.InputTopics;
import io.millrace.state.layout.LayoutKind;
import io.millrace.state.layout.Move;
import io.millrace.state.layout.Move.Phase;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.Outcome;
import io.millrace.state.settings.ServerThread;
import io.millrace.state.streams.StreamsHost;
import io.millrace.state.streams.StreamsHost.Hosted;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges, for each phase of a move, that this instance has followed: a definition per
 * instance, of which only the last phase is kept. On a thread of its own.
 */
@Singleton
final class MoveAcknowledgements extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(MoveAcknowledgements.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final CurrentLayout layouts;
  private final InputTopics inputs;
  private final StreamsHost streams;
  private final Instances instances;
  private final DefinitionLog log;
  private final DefinitionWriter writer;
  private final QuiescenceCheck standstill = new QuiescenceCheck();

  MoveAcknowledgements(
      CurrentLayout layouts,
      InputTopics inputs,
      StreamsHost streams,
      Instances instances,
      DefinitionLog log,
      DefinitionWriter writer) {
    super("millrace-scale-reports");
    this.layouts = layouts;
    this.inputs = inputs;
    this.streams = streams;
    this.instances = instances;
    this.log = log;
    this.writer = writer;
  }

  /** Whether an instance has followed into the current phase of the move. */
  boolean followed(Instance instance, Move move) {
    Definition report = log.get(key(instance));
    return report != null && report.body().equals(body(move));
  }

  @Override
  protected void run() throws InterruptedException {
    log.awaitLoaded();
    while (true) {
      Thread.sleep(LOOK_EVERY);
      reportOrWarn();
    }
  }

  private void reportOrWarn() throws InterruptedException {
    try {
      Move move = layouts.scaling().move().orElse(null);
      if (move != null && !followed(instances.self(), move) && hasFollowed(move.phase())) {
        var _ = writer.put(key(instances.self()), body(move)).orThrow();
      }
    } catch (FailureException e) {
      LOG.info("this instance cannot report its progress of the move: {}", e.getMessage());
    }
  }

  private boolean hasFollowed(Phase phase) {
    return switch (phase) {
      case COPY -> true;
      case DRAIN -> inputs.left(layouts.scaling().current().generation());
      case PAUSE ->
          streams.hosted() instanceof Outcome.Done<Hosted>(var hosted)
              && standstill.isQuiescent(hosted.streams(), System.nanoTime() / 1_000_000);
      case START ->
          streams.hosted() instanceof Outcome.Done<Hosted>(var hosted)
              && hosted.layout().equals(layouts.running())
              && hosted.streams().state() == KafkaStreams.State.RUNNING;
    };
  }

  private static DefinitionKey key(Instance instance) {
    return LayoutKind.INSTANCE.key("followed-by-" + instance);
  }

  private static String body(Move move) {
    return "{\"application\":\"%s\",\"phase\":\"%s\"}"
        .formatted(move.to().applicationId(), move.phase());
  }
}
