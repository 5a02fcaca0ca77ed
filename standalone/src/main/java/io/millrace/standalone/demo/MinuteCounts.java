package io.millrace.standalone.demo;

import io.millrace.serdes.event.EventType;
import io.millrace.serdes.rollup.Grain;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/** Numbers of events by tenant, type and minute of event time. */
final class MinuteCounts {
  /** The key of a count. */
  record Cell(String tenant, EventType type, long minute) {
    static Cell of(String tenant, EventType type, long occurredAt) {
      return new Cell(tenant, type, Grain.MINUTE.windowStart(occurredAt));
    }
  }

  private final Map<Cell, long[]> cells = new HashMap<>();

  void add(Cell cell, long count) {
    cells.computeIfAbsent(cell, _ -> new long[1])[0] += count;
  }

  long get(Cell cell) {
    long[] count = cells.get(cell);
    return count == null ? 0 : count[0];
  }

  Set<Cell> keys() {
    return cells.keySet();
  }

  long total() {
    return cells.values().stream().mapToLong(count -> count[0]).sum();
  }

  void each(ObjLongConsumer<Cell> consumer) {
    cells.forEach((cell, count) -> consumer.accept(cell, count[0]));
  }
}
