package io.millrace.interactivequeries.status;

import io.millrace.interactivequeries.ServiceSettings;
import io.millrace.interactivequeries.layout.Layout;
import io.millrace.interactivequeries.layout.Layouts;
import io.millrace.interactivequeries.problem.Outcome;
import io.millrace.interactivequeries.stores.LocalStores;
import io.millrace.interactivequeries.streams.StreamsHost;
import io.millrace.interactivequeries.streams.StreamsHost.Hosted;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.topic.Stores;
import io.millrace.topologies.rollup.Partials;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The real border: Kafka's admin, the metrics of Streams, the store {@code rollups-due}. */
final class KafkaBorder implements Border, AutoCloseable {
  /** A reader this far behind has data before it; no need to look. */
  private static final long PROBED_LAG = 64;

  /** A reader that has not moved for so many looks may have nothing to read. */
  private static final int STILL_LOOKS = 5;

  /** Looking through the store takes at most this part of the time. */
  private static final int SCAN_PAUSE_FACTOR = 10;

  private final StreamsHost streams;
  private final LocalStores stores;
  private final InstantSource clock;
  private final Layouts layouts;
  private Layout layout;
  private final KafkaOffsets offsets;
  private final DataProbe probe;
  private Map<String, Offsets> committed = Map.of();
  private Map<String, Offsets> committedBefore = Map.of();
  private int stillLooks;
  private Commits commits = Commits.NONE;
  private Waiting waiting = new Waiting(0, Long.MIN_VALUE);
  private long nextScanAt;

  KafkaBorder(
      ServiceSettings settings,
      Layouts layouts,
      StreamsHost streams,
      LocalStores stores,
      InstantSource clock) {
    this.streams = streams;
    this.stores = stores;
    this.clock = clock;
    this.layouts = layouts;
    this.layout = layouts.running();
    this.offsets = new KafkaOffsets(settings.bootstrapServers(), TopicNames.of(layout, layouts));
    this.probe = new DataProbe(settings.bootstrapServers());
  }

  @Override
  public long now() {
    return clock.millis();
  }

  @Override
  public void look() {
    commits = Commits.NONE;
    if (followed() || !streams.running()) {
      return;
    }
    scanWaiting();
    commits =
        switch (streams.streams()) {
          case Outcome.Done<KafkaStreams>(var running) -> StreamThreads.commits(running);
          case Outcome.Refused<KafkaStreams> _ -> Commits.NONE;
        };
    committedBefore = committed;
    committed = offsets.committed(List.of(layout.applicationId(), SinkGroup.GROUP));
    stillLooks = committed.equals(committedBefore) ? stillLooks + 1 : 0;
  }

  @Override
  public Offsets ends(Place place) {
    return offsets.ends(place);
  }

  @Override
  public boolean passed(Reader reader, Offsets ends) {
    Offsets positions = committed(reader);
    for (Map.Entry<TopicPartition, Long> end : ends.next().entrySet()) {
      if (!passed(positions, end.getKey(), end.getValue())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Commits commits() {
    return commits;
  }

  @Override
  public Waiting waiting() {
    return waiting;
  }

  /** What the reader has committed, as last seen. */
  Offsets committed(Reader reader) {
    String group =
        switch (reader) {
          case STREAMS -> layout.applicationId();
          case SINK -> SinkGroup.GROUP;
        };
    return committed.getOrDefault(group, new Offsets(Map.of()));
  }

  @Override
  public void close() {
    offsets.close();
    probe.close();
  }

  private boolean passed(Offsets positions, TopicPartition partition, long end) {
    long position = positions.next().getOrDefault(partition, 0L);
    if (position >= end) {
      return true;
    }
    return (end - position <= PROBED_LAG || stillLooks >= STILL_LOOKS)
        && probe.empty(partition, position, end);
  }

  /**
   * Whether it goes on with other topics from now. Marks that wait for the offsets of others never
   * pass, so this look ends with no commits, and they begin anew.
   */
  private boolean followed() {
    if (!(streams.hosted() instanceof Outcome.Done<Hosted>(var hosted))) {
      return false;
    }
    TopicNames now = TopicNames.of(hosted.layout(), layouts);
    if (now.equals(offsets.names())) {
      return false;
    }
    layout = hosted.layout();
    offsets.follow(now);
    committed = Map.of();
    return true;
  }

  private void scanWaiting() {
    long start = clock.millis();
    if (start < nextScanAt) {
      return;
    }
    // In the order of their way: what is folded meanwhile is seen once or twice.
    long toFold =
        stores.all(Stores.PARTIALS, partitions -> oldest(partitions, Partials::waitsSince));
    long toSend =
        stores.all(
            Stores.ROLLUPS_DUE,
            partitions ->
                oldest(partitions, (_, since) -> new ByteReader(since).readLongBigEndian()));
    waiting = new Waiting(start, Math.min(toFold, toSend));
    long end = clock.millis();
    nextScanAt = end + (end - start) * SCAN_PAUSE_FACTOR;
  }

  private static long oldest(
      List<ReadOnlyKeyValueStore<Bytes, byte[]>> partitions,
      ToLongBiFunction<Bytes, byte[]> since) {
    long oldest = Long.MAX_VALUE;
    for (var partition : partitions) {
      try (KeyValueIterator<Bytes, byte[]> entries = partition.all()) {
        while (entries.hasNext()) {
          KeyValue<Bytes, byte[]> entry = entries.next();
          oldest = Math.min(oldest, since.applyAsLong(entry.key, entry.value));
        }
      }
    }
    return oldest;
  }
}
