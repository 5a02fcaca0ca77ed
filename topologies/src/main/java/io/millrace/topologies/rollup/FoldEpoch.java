package io.millrace.topologies.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The number of times that partials were folded into their windows: a counter under the empty key
 * of both stores (8 bytes), odd while a fold is in progress. If both have the same even count, the
 * pending partials and the windows are consistent. On a standby they may not be, since each follows
 * a changelog of its own.
 */
final class FoldEpoch {
  private static final Bytes KEY = Bytes.wrap(new byte[0]);

  private FoldEpoch() {}

  static long of(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    byte[] count = store.get(KEY);
    return count == null ? 0 : new ByteReader(count).readLongBigEndian();
  }

  static void put(KeyValueStore<Bytes, byte[]> store, long count) {
    store.put(KEY, new ByteWriter(8).writeLongBigEndian(count).toBytes());
  }

  static boolean isInProgress(long count) {
    return count % 2 != 0;
  }

  /** Whether an entry of one of the stores is the counter. */
  static boolean isCount(byte[] key) {
    return key.length == 0;
  }
}
