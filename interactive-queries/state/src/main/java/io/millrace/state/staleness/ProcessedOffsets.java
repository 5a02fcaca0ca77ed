package io.millrace.state.staleness;

import io.millrace.topologies.feature.ProgressListener;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The progress of this process's tasks in the event topics, for reads that wait for events. */
@Singleton
public final class ProcessedOffsets implements ProgressListener {
  private final Map<String, Map<Integer, AtomicLong>> next = new ConcurrentHashMap<>();
  private final Map<Integer, Long> begun = new ConcurrentHashMap<>();

  /**
   * The offset after the last event processed here; 0 if there was none since the task came here.
   */
  public long next(String topic, int partition) {
    AtomicLong known = next.getOrDefault(topic, Map.of()).get(partition);
    return known == null ? 0 : known.getAcquire();
  }

  /** When the task of a partition last began here, in milliseconds; 0 for never. */
  long startedAtMs(int partition) {
    return begun.getOrDefault(partition, 0L);
  }

  @Override
  public void begin(int partition) {
    begun.put(partition, InputStaleness.now());
    next.values().forEach(partitions -> partitions.remove(partition));
  }

  /** Called by the one task of the partition. */
  @Override
  public void processed(String topic, int partition, long offset) {
    Map<Integer, AtomicLong> partitions = next.get(topic);
    AtomicLong known = partitions == null ? null : partitions.get(partition);
    if (known == null) {
      known =
          next.computeIfAbsent(topic, _ -> new ConcurrentHashMap<>())
              .computeIfAbsent(partition, _ -> new AtomicLong());
    }
    known.setRelease(offset + 1);
  }
}
