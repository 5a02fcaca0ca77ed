package io.millrace.topologies.rollup;

import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.rollup.RollupKey;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/** Keys of the store {@code rollups}: the window's key, then 0 for its base or 1 for its tail. */
final class WindowKeys {
  private static final byte BASE = 0;
  private static final byte TAIL = 1;

  private WindowKeys() {}

  static Bytes base(byte[] window) {
    return entry(window, BASE);
  }

  static Bytes tail(byte[] window) {
    return entry(window, TAIL);
  }

  static boolean isTail(byte[] entry) {
    return switch (entry[entry.length - 1]) {
      case BASE -> false;
      case TAIL -> true;
      default -> throw new MalformedBytes("an entry of a window must be its base or its tail");
    };
  }

  static RollupKey window(byte[] entry) {
    return RollupKey.fromBytes(Arrays.copyOf(entry, entry.length - 1));
  }

  private static Bytes entry(byte[] window, byte kind) {
    byte[] entry = Arrays.copyOf(window, window.length + 1);
    entry[window.length] = kind;
    return Bytes.wrap(entry);
  }
}
