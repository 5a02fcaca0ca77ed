package io.millrace.state.freshness;

import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.Outcome;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.staleness.CommittedOffsets;
import io.millrace.state.staleness.DataProbe;
import io.millrace.state.streams.StreamsHost;
import io.millrace.state.streams.StreamsHost.Hosted;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The offsets from Kafka's admin client, and the progress of all instances' tasks. */
final class KafkaPipelineOffsets implements PipelineOffsets, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPipelineOffsets.class);

  /** A reader that lags this much has data before it; there is no need to probe. */
  private static final long PROBED_LAG = 64;

  /** A reader that has not moved for this many reads may have nothing to read. */
  private static final int STILL_LOOKS = 5;

  private final ClusterProgress progress;
  private final CommittedOffsets groups;
  private final InstantSource clock;
  private final CurrentLayout layouts;
  private final StreamsHost streams;
  private PartitionLayout layout;
  private final KafkaOffsets offsets;
  private final DataProbe probe;
  private Map<String, PartitionOffsets> committed = Map.of();
  private Map<String, PartitionOffsets> committedBefore = Map.of();
  private int stillLooks;
  private CommitCounts commits = CommitCounts.NONE;
  private PendingWindows waiting = new PendingWindows(0, Long.MIN_VALUE);

  KafkaPipelineOffsets(
      ServiceSettings settings,
      CurrentLayout layouts,
      StreamsHost streams,
      ClusterProgress progress,
      CommittedOffsets groups,
      InstantSource clock) {
    this.progress = progress;
    this.groups = groups;
    this.clock = clock;
    this.layouts = layouts;
    this.streams = streams;
    this.layout = layouts.running();
    this.offsets = new KafkaOffsets(settings.kafka(), TopicNames.of(layout, layouts));
    this.probe = new DataProbe(settings.kafka(), "millrace-probe");
  }

  @Override
  public long now() {
    return clock.millis();
  }

  @Override
  public boolean refresh() {
    commits = CommitCounts.NONE;
    if (followed()) {
      return false;
    }
    lookAtProgress();
    committedBefore = committed;
    committed = askCommitted();
    stillLooks = committed.equals(committedBefore) ? stillLooks + 1 : 0;
    return true;
  }

  private Map<String, PartitionOffsets> askCommitted() {
    try {
      var known = new HashMap<String, PartitionOffsets>();
      groups
          .askNow(Set.of(layout.applicationId(), SinkGroup.GROUP))
          .forEach((group, next) -> known.put(group, new PartitionOffsets(next)));
      return known;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  /** It is not known while partitions are being assigned; what is committed can be known still. */
  private void lookAtProgress() {
    try {
      InstanceProgress now = progress.read();
      commits = now.commits();
      waiting = now.waiting();
    } catch (FailureException | InvalidStateStoreException e) {
      LOG.debug("the progress of the stream threads is currently unknown", e);
    }
  }

  @Override
  public PartitionOffsets ends(PipelineTopic place) {
    return offsets.ends(place);
  }

  @Override
  public boolean passed(Reader reader, PartitionOffsets ends) {
    PartitionOffsets positions = committed(reader);
    for (Map.Entry<TopicPartition, Long> end : ends.next().entrySet()) {
      if (!passed(positions, end.getKey(), end.getValue())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public CommitCounts commits() {
    return commits;
  }

  @Override
  public PendingWindows pendingWindows() {
    return waiting;
  }

  /** The reader's committed offsets, as last seen. */
  PartitionOffsets committed(Reader reader) {
    String group =
        switch (reader) {
          case STREAMS -> layout.applicationId();
          case SINK -> SinkGroup.GROUP;
        };
    return committed.getOrDefault(group, new PartitionOffsets(Map.of()));
  }

  @Override
  public void close() {
    offsets.close();
    probe.close();
  }

  /**
   * Whether it continues with other topics from now. Those of a move count as soon as it is known,
   * also while Streams is not running.
   */
  private boolean followed() {
    if (streams.hosted() instanceof Outcome.Done<Hosted>(var hosted)) {
      layout = hosted.layout();
    }
    TopicNames now = TopicNames.of(layout, layouts);
    if (now.equals(offsets.names())) {
      return false;
    }
    offsets.follow(now);
    committed = Map.of();
    return true;
  }

  private boolean passed(PartitionOffsets positions, TopicPartition partition, long end) {
    long position = positions.next().getOrDefault(partition, 0L);
    if (position >= end) {
      return true;
    }
    return (end - position <= PROBED_LAG || stillLooks >= STILL_LOOKS)
        && probe.empty(partition, position, end);
  }
}
