package io.millrace.state.scale;

import io.millrace.serdes.topic.Topics;
import io.millrace.state.cluster.Instances;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.Outcome;
import io.millrace.state.settings.ServerThread;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs moves if this instance is the leader, on a thread of its own. A failed move is resumed from
 * where it can be.
 */
@Singleton
public final class Scaler extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(Scaler.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

  /** How long a fenced leader leaves the move to the new one. */
  private static final Duration AFTER_ANOTHER_LED = Duration.ofSeconds(30);

  private final ServiceSettings settings;
  private final CurrentLayout layouts;
  private final LayoutGenerations generations;
  private final MoveAcknowledgements reports;
  private final Instances instances;
  private final StreamsHost streams;
  private final LongRunning builds;
  private final DefinitionLog log;
  private final Topics topics;
  private final InstantSource clock;
  private volatile @Nullable MoveRun running;

  Scaler(
      ServiceSettings settings,
      CurrentLayout layouts,
      LayoutGenerations generations,
      MoveAcknowledgements reports,
      Instances instances,
      StreamsHost streams,
      LongRunning builds,
      DefinitionLog log,
      Topics topics,
      InstantSource clock) {
    super("millrace-scale");
    this.settings = settings;
    this.layouts = layouts;
    this.generations = generations;
    this.reports = reports;
    this.instances = instances;
    this.streams = streams;
    this.builds = builds;
    this.log = log;
    this.topics = topics;
    this.clock = clock;
  }

  /** The progress of the copy, if this instance is the leader. */
  public Optional<MoveRun.Progress> progress() {
    return Optional.ofNullable(running).map(MoveRun::progress);
  }

  @Override
  protected void run() throws InterruptedException {
    log.awaitLoaded();
    while (true) {
      Thread.sleep(leads() ? lead() : LOOK_EVERY);
    }
  }

  /**
   * During the pause of a move, a starting instance runs no application, and the group shows
   * nobody.
   */
  private boolean leads() {
    try {
      boolean nothingRuns = streams.hosted() instanceof Outcome.Refused<?> && layouts.paused();
      return layouts.isMoving() && (nothingRuns || instances.leads());
    } catch (FailureException e) {
      return false;
    }
  }

  private Duration lead() throws InterruptedException {
    try (var writer = new LayoutWriter(settings, log, topics);
        var admin = generations.admin()) {
      var run =
          new MoveRun(
              settings, layouts, generations, reports, instances, builds, writer, admin, clock);
      running = run;
      run.run();
      return LOOK_EVERY;
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      LOG.info("another instance leads the move to other partitions");
      return AFTER_ANOTHER_LED;
    } catch (ExecutionException | KafkaException | FailureException | IllegalStateException e) {
      LOG.warn("the move to another partition count was interrupted; retrying", e);
      return AFTER_A_FAILURE;
    } finally {
      running = null;
    }
  }
}
