package io.millrace.topologies;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the tasks of this process are with the event topics. A stream thread says so with each
 * event it has processed, uncommitted as it is then; whoever reads a store may wait for that.
 */
public final class Progress {
  private final Map<String, Map<Integer, AtomicLong>> next = new ConcurrentHashMap<>();

  /** The offset behind the last event processed here; 0 where none was since the task came here. */
  public long next(String topic, int partition) {
    AtomicLong known = next.getOrDefault(topic, Map.of()).get(partition);
    return known == null ? 0 : known.get();
  }

  /** A task begins, or begins anew: what it had not committed is gone. */
  public void begin(int partition) {
    next.values().forEach(partitions -> partitions.remove(partition));
  }

  /** For the one task that has the partition. */
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
