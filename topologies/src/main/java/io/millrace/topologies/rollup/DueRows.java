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
 * The windows that changed since their last row was sent.
 *
 * <p>A row is the whole state of its window, so a window that keeps changing is sent now and then
 * only: when it has been quiet for a short time, or has waited as long as its grain allows. Which
 * windows wait, and since when (8 bytes), is in a logged store; when they last changed is not, and
 * is unknown after a restart.
 */
final class DueRows {
  /**
   * The maximum number of rows that one punctuation sends, so that it does not block the stream.
   */
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

  /** Loads the windows that waited before a restart. */
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
   * @param since when the oldest added part arrived, epoch milliseconds
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

  /** Whether a row of the window is still to be sent. */
  boolean isPending(RollupKey key) {
    return waiting.containsKey(key);
  }

  /** Removes and returns the windows whose rows are sent now. */
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

  /** Coarse windows are larger, and recent ones are read from the store anyway. */
  private long longestWaitMs(Grain grain) {
    return switch (grain) {
      case MINUTE -> 2 * settleMs;
      case HOUR -> 3 * settleMs;
      case DAY -> 12 * settleMs;
    };
  }
}
