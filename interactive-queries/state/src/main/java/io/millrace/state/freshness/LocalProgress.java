package io.millrace.state.freshness;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.Outcome;
import io.millrace.state.reads.LocalStores;
import io.millrace.state.streams.StreamsHost;
import io.millrace.topologies.rollup.Partials;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongBiFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The progress of this instance's own tasks. */
@Singleton
final class LocalProgress {
  /** Scanning the stores takes at most this part of the time. */
  private static final int SCAN_PAUSE_FACTOR = 10;

  private final StreamsHost streams;
  private final LocalStores stores;
  private final InstantSource clock;
  private PendingWindows waiting = new PendingWindows(0, Long.MIN_VALUE);
  private Set<Integer> scanned = Set.of();
  private long nextScanAt;

  LocalProgress(StreamsHost streams, LocalStores stores, InstantSource clock) {
    this.streams = streams;
    this.stores = stores;
    this.clock = clock;
  }

  /** Throws a 503 while Streams is not running here. */
  synchronized InstanceProgress read() {
    KafkaStreams running =
        switch (streams.streams()) {
          case Outcome.Done<KafkaStreams>(var now) -> now;
          case Outcome.Refused<KafkaStreams>(var failure) -> throw new FailureException(failure);
        };
    if (!streams.running()) {
      throw new FailureException(new Failure.NotReady("Kafka Streams is " + running.state(), 1));
    }
    scanWaiting();
    return new InstanceProgress(StreamThreads.commits(running), waiting, scanned);
  }

  private void scanWaiting() {
    int partitions = streams.hosted().orThrow().layout().partitions();
    // A store that was wiped, and is being restored, looks as if nothing was pending.
    List<Map<Integer, Long>> lives = lives(partitions);
    Map<Integer, ReadOnlyKeyValueStore<Bytes, byte[]>> partials =
        stores.allActive(StoreNames.PARTIALS, partitions);
    long start = clock.millis();
    if (start < nextScanAt && partials.keySet().equals(scanned)) {
      return;
    }
    // In the order of processing: what is folded in the meantime is seen once or twice.
    long toFold = oldest(partials, Partials::pendingSince);
    Map<Integer, ReadOnlyKeyValueStore<Bytes, byte[]>> due =
        stores.allActive(StoreNames.ROLLUPS_DUE, partitions);
    long toSend = oldest(due, (_, since) -> new ByteReader(since).readLongBigEndian());
    if (!due.keySet().equals(partials.keySet())
        || !lives.equals(lives(partitions))
        || lives.stream().anyMatch(one -> !one.keySet().containsAll(partials.keySet()))) {
      throw new FailureException(new Failure.NotReady("partitions are being assigned", 1));
    }
    waiting = new PendingWindows(start, Math.min(toFold, toSend));
    scanned = Set.copyOf(partials.keySet());
    long end = clock.millis();
    nextScanAt = end + (end - start) * SCAN_PAUSE_FACTOR;
  }

  private List<Map<Integer, Long>> lives(int partitions) {
    return Stream.of(StoreNames.PARTIALS, StoreNames.ROLLUPS_DUE)
        .map(store -> stores.lives(store, partitions))
        .toList();
  }

  private static long oldest(
      Map<Integer, ReadOnlyKeyValueStore<Bytes, byte[]>> partitions,
      ToLongBiFunction<Bytes, byte[]> since) {
    long oldest = Long.MAX_VALUE;
    for (var partition : partitions.values()) {
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
