package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Limits the number of series that a window of a tenant's rollup has in a partition, so that a
 * tenant with a million values costs what a few thousand do.
 *
 * <p>An unknown number is counted from the store, at most up to the limit.
 */
final class SeriesCeiling {
  private static final int WINDOWS_KNOWN = 10_000;

  private record Window(String tenant, String rollup, Grain grain, long start) {}

  private final KeyValueStore<Bytes, byte[]> store;
  private final int seriesPerWindow;
  private final Map<Window, Integer> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Window, Integer> eldest) {
          return size() > WINDOWS_KNOWN;
        }
      };

  SeriesCeiling(KeyValueStore<Bytes, byte[]> store, int seriesPerWindow) {
    this.store = store;
    this.seriesPerWindow = seriesPerWindow;
  }

  /** Whether there is room for a new series of the window, which then counts. */
  boolean admit(RollupKey key) {
    var window = new Window(key.series().tenant(), key.series().rollup(), key.grain(), key.start());
    Integer series = known.get(window);
    int before = series == null ? count(key) : series;
    boolean admitted = before < seriesPerWindow;
    known.put(window, admitted ? before + 1 : before);
    return admitted;
  }

  private int count(RollupKey key) {
    String tenant = key.series().tenant();
    String rollup = key.series().rollup();
    byte[] first = RollupKey.rangeBound(tenant, rollup, key.grain(), key.start());
    byte[] next = RollupKey.rangeBound(tenant, rollup, key.grain(), key.start() + 1);
    int series = 0;
    try (KeyValueIterator<Bytes, byte[]> entries =
        store.range(Bytes.wrap(first), Bytes.wrap(next))) {
      while (series < seriesPerWindow && entries.hasNext()) {
        byte[] entry = entries.next().key.get();
        if (WindowKeys.isFull(entry)) {
          return seriesPerWindow;
        }
        series += WindowKeys.isTail(entry) || WindowKeys.isKept(entry) ? 0 : 1;
      }
    }
    return series;
  }
}
