package io.millrace.service.counters;

import io.millrace.topologies.feature.DropCounter;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts per tenant and reason since the start of this instance. Adding never waits. */
@Singleton
public final class EventCounters implements DropCounter {
  private final Map<String, Map<String, LongAdder>> tenants = new ConcurrentHashMap<>();

  @Override
  public void add(String tenant, String reason) {
    add(tenant, reason, 1);
  }

  /** Adds to the counter of this tenant and reason. */
  public void add(String tenant, String reason, long count) {
    if (count != 0) {
      tenants
          .computeIfAbsent(tenant, _ -> new ConcurrentHashMap<>())
          .computeIfAbsent(reason, _ -> new LongAdder())
          .add(count);
    }
  }

  /** A tenant's counts, by reason in the order of the alphabet. */
  public Map<String, Long> of(String tenant) {
    var counts = new TreeMap<String, Long>();
    tenants
        .getOrDefault(tenant, Map.of())
        .forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }
}
