package io.millrace.state.freshness;

import io.millrace.state.cluster.Instance;
import io.millrace.state.cluster.InstanceCalls;
import io.millrace.state.cluster.Instances;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServerThread;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.staleness.CommittedOffsets;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives {@link FreshnessTracker} on a thread of its own if this instance is the leader, and asks
 * the leader if it is not. While Kafka, an instance or the stores do not respond, the timestamps
 * keep their last values, which remain true.
 */
@Singleton
public final class FreshnessWatch extends ServerThread implements Visibility {
  private static final Logger LOG = LoggerFactory.getLogger(FreshnessWatch.class);
  private static final long STEP_MS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ServiceSettings settings;
  private final CurrentLayout layouts;
  private final StreamsHost streams;
  private final Instances instances;
  private final InstanceCalls calls;
  private final ClusterProgress progress;
  private final CommittedOffsets committed;
  private final InstantSource clock;
  private volatile FreshnessTimestamps moments = FreshnessTimestamps.NONE;

  /** When the current timestamp of the live windows became known. */
  private volatile long liveSince = System.nanoTime();

  /** Null if this instance was not the leader at the last step. */
  private @Nullable FreshnessTracker freshness;

  FreshnessWatch(
      ServiceSettings settings,
      CurrentLayout layouts,
      StreamsHost streams,
      Instances instances,
      InstanceCalls calls,
      ClusterProgress progress,
      CommittedOffsets committed,
      InstantSource clock) {
    super("millrace-freshness");
    this.settings = settings;
    this.layouts = layouts;
    this.streams = streams;
    this.instances = instances;
    this.calls = calls;
    this.progress = progress;
    this.committed = committed;
    this.clock = clock;
  }

  @Override
  public OptionalLong asOf(SourceKind kind) {
    Long known = moments.asOf().get(kind);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  @Override
  public long liveForMs() {
    return (System.nanoTime() - liveSince) / 1_000_000;
  }

  /** Up to when the visitors' records show everything; empty while unknown. */
  public OptionalLong visited() {
    return moments.visited();
  }

  /** The number of unprocessed records in each partition of the event topics, as last seen. */
  public Map<String, Long> lag() {
    return new TreeMap<>(moments.lag());
  }

  FreshnessTimestamps timestamps() {
    return moments;
  }

  @Override
  protected void run() throws InterruptedException {
    while (true) {
      follow();
      Thread.sleep(STEP_MS);
    }
  }

  /** Returns only if Kafka's address or the layout is not known yet. */
  private void follow() throws InterruptedException {
    try (var border =
        new KafkaPipelineOffsets(settings, layouts, streams, progress, committed, clock)) {
      // What was under way was seen through another one.
      freshness = null;
      while (true) {
        step(border);
        Thread.sleep(STEP_MS);
      }
    } catch (FailureException e) {
      LOG.debug("the layout is not known yet", e);
    } catch (KafkaException e) {
      LOG.warn("the offsets cannot be read from Kafka: {}", e.toString());
    }
  }

  private void step(KafkaPipelineOffsets border) throws InterruptedException {
    try {
      Optional<Instance> leader = instances.leader();
      if (leader.isEmpty()) {
        freshness = null;
      } else if (leader.get().equals(instances.self())) {
        lead(border);
      } else {
        freshness = null;
        byte[] answer = calls.ask(leader.get(), FreshnessRequestHandler.WHAT, PATIENCE).join();
        know(FreshnessTimestamps.fromBytes(answer));
      }
    } catch (KafkaException | FailureException | CompletionException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LOG.debug("the freshness is currently unknown", e);
    }
  }

  /** Starts without marks: what happened under another leader is not known here. */
  private void lead(KafkaPipelineOffsets border) {
    FreshnessTracker current = freshness == null ? new FreshnessTracker(border) : freshness;
    freshness = current;
    current.step();
    know(FreshnessTimestamps.of(current, lag(border)));
  }

  private void know(FreshnessTimestamps told) {
    FreshnessTimestamps latest = told.after(moments);
    if (!Objects.equals(latest.asOf().get(SourceKind.LIVE), moments.asOf().get(SourceKind.LIVE))) {
      // First, so that nobody combines the new timestamp with the age of the old one.
      liveSince = System.nanoTime();
    }
    moments = latest;
  }

  private static Map<String, Long> lag(KafkaPipelineOffsets border) {
    var lag = new TreeMap<String, Long>();
    Map<TopicPartition, Long> committed = border.committed(PipelineOffsets.Reader.STREAMS).next();
    border
        .ends(PipelineOffsets.PipelineTopic.EVENTS)
        .next()
        .forEach(
            (partition, end) ->
                lag.put(
                    partition.toString(),
                    Math.max(0, end - committed.getOrDefault(partition, 0L))));
    return lag;
  }
}
