package io.millrace.topologies.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The windows that changed since their last row went out.
 *
 * <p>A row is the whole state of its window, so a window that keeps changing goes out now and then
 * only: when it has been quiet for a moment, or has waited for as long as its grain allows. That a
 * window waits is in a logged store, with the time since when (8 bytes); when it last changed is
 * not, and starts anew after a restart.
 */
final class DueRows {
  /** Rows that one punctuation sends at most, so that it does not hold up the stream. */
  static final int ROWS_PER_STEP = 500;

  private static final class Wait {
    final long since;
    long touchedAt;

    Wait(long since, long touchedAt) {
      this.since = since;
      this.touchedAt = touchedAt;
    }
  }

  private final KeyValueStore<Bytes, byte[]> store;
  private final long settleMs;
  private final Map<RollupKey, Wait> waiting = new LinkedHashMap<>();

  DueRows(KeyValueStore<Bytes, byte[]> store, long settleMs) {
    this.store = store;
    this.settleMs = settleMs;
  }

  /** Takes up what waited before a restart. */
  void load(long now) {
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        long since = new ByteReader(entry.value).readLongBigEndian();
        waiting.put(RollupKey.fromBytes(entry.key.get()), new Wait(since, now));
      }
    }
  }

  /**
   * A window has changed.
   *
   * @param since when the oldest of what was added came, epoch milliseconds
   */
  void windowChanged(RollupKey key, long since, long now) {
    Wait wait = waiting.get(key);
    if (wait != null) {
      wait.touchedAt = now;
      return;
    }
    waiting.put(key, new Wait(since, now));
    store.put(Bytes.wrap(key.toBytes()), new ByteWriter(8).writeLongBigEndian(since).toBytes());
  }

  /** Whether the window's row has yet to go out. */
  boolean isPending(RollupKey key) {
    return waiting.containsKey(key);
  }

  /** The windows whose rows go out now; they do not wait any more. */
  List<RollupKey> take(long now) {
    var due = new ArrayList<RollupKey>();
    for (Map.Entry<RollupKey, Wait> entry : waiting.entrySet()) {
      if (due.size() == ROWS_PER_STEP) {
        break;
      }
      if (isDue(entry.getKey().grain(), entry.getValue(), now)) {
        due.add(entry.getKey());
      }
    }
    for (RollupKey key : due) {
      waiting.remove(key);
      store.delete(Bytes.wrap(key.toBytes()));
    }
    return due;
  }

  private boolean isDue(Grain grain, Wait wait, long now) {
    return now - wait.touchedAt >= settleMs || now - wait.since >= longestWaitMs(grain);
  }

  /** Coarse windows are larger, and young ones are read from the store anyway. */
  private long longestWaitMs(Grain grain) {
    return switch (grain) {
      case MINUTE -> 2 * settleMs;
      case HOUR -> 3 * settleMs;
      case DAY -> 12 * settleMs;
    };
  }
}
