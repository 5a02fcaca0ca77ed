package io.millrace.topologies.rollup;

import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.rollup.RollupKey;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the store {@code rollups}: the window's key, then 0 for its base or 1 for its tail.
 *
 * <p>Each partition has an {@code (other)} of its own in a window, and its row has a part of its
 * own. If a partition no longer exists after a move to another count, its content is in another one
 * under a key of its own, so that it stays that row: the window's key, the partition it is from (2
 * bytes), then 2 for its base or 3 for its tail. And if any partition had an {@code (other)}, 4
 * after the window's key marks in all of them that no further series starts: one that was counted
 * in {@code (other)} continues there.
 */
final class WindowKeys {
  private static final byte BASE = 0;
  private static final byte TAIL = 1;
  private static final byte KEPT_BASE = 2;
  private static final byte KEPT_TAIL = 3;
  private static final byte FULL = 4;

  private WindowKeys() {}

  static Bytes base(byte[] window) {
    return entry(window, BASE);
  }

  static Bytes tail(byte[] window) {
    return entry(window, TAIL);
  }

  /** The marker that no further series starts; the window is that of the {@code (other)} series. */
  static Bytes full(byte[] window) {
    return entry(window, FULL);
  }

  /** The tail of a base. */
  static Bytes tailOf(byte[] base) {
    byte[] tail = base.clone();
    tail[tail.length - 1]++;
    return Bytes.wrap(tail);
  }

  /** The same entry, kept for a former partition. */
  static byte[] keptFor(int partition, byte[] entry) {
    byte[] kept = Arrays.copyOf(entry, entry.length + 2);
    kept[entry.length - 1] = (byte) (partition >> 8);
    kept[entry.length] = (byte) partition;
    kept[entry.length + 1] = isTail(entry) ? KEPT_TAIL : KEPT_BASE;
    return kept;
  }

  /** The same entry, in the partition that it was kept for. */
  static byte[] returned(byte[] kept) {
    byte[] entry = Arrays.copyOf(kept, kept.length - 2);
    entry[entry.length - 1] = isTail(kept) ? TAIL : BASE;
    return entry;
  }

  static boolean isKept(byte[] entry) {
    return kind(entry) == KEPT_BASE || kind(entry) == KEPT_TAIL;
  }

  /** The partition that an entry is kept for. */
  static int keptFor(byte[] kept) {
    return ((kept[kept.length - 3] & 0xff) << 8) | (kept[kept.length - 2] & 0xff);
  }

  static boolean isFull(byte[] entry) {
    return kind(entry) == FULL;
  }

  static boolean isTail(byte[] entry) {
    return kind(entry) == TAIL || kind(entry) == KEPT_TAIL;
  }

  static RollupKey window(byte[] entry) {
    int suffix = isKept(entry) ? 3 : 1;
    return RollupKey.fromBytes(Arrays.copyOf(entry, entry.length - suffix));
  }

  private static byte kind(byte[] entry) {
    byte kind = entry[entry.length - 1];
    if (kind < BASE || kind > FULL) {
      throw new MalformedBytes("an entry of a window must be of kind 0 to 4, but was " + kind);
    }
    return kind;
  }

  private static Bytes entry(byte[] window, byte kind) {
    byte[] entry = Arrays.copyOf(window, window.length + 1);
    entry[window.length] = kind;
    return Bytes.wrap(entry);
  }
}
