package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.Arrays;

/** Message ids from the overflow store: the hash of each, and when it was last updated. */
public final class OverflowIds {
  private static final int BYTES_EACH = 2 * Long.BYTES;

  private long[] pairs = {};
  private int size;

  static OverflowIds read(ByteReader in) {
    var ids = new OverflowIds();
    if (in.remaining() % BYTES_EACH != 0) {
      throw new MalformedBytes(
          "old ids must have %d bytes each, but had %d in all"
              .formatted(BYTES_EACH, in.remaining()));
    }
    while (in.remaining() > 0) {
      ids.add(in.readLongBigEndian(), in.readLongBigEndian());
    }
    return ids;
  }

  /** Adds an id by its hash; {@code touchedAt} in epoch milliseconds. */
  public OverflowIds add(long hash, long touchedAt) {
    if (2 * size == pairs.length) {
      pairs = Arrays.copyOf(pairs, Math.max(16, 2 * pairs.length));
    }
    pairs[2 * size] = hash;
    pairs[2 * size + 1] = touchedAt;
    size++;
    return this;
  }

  /** The number of ids. */
  public int size() {
    return size;
  }

  /** The hash of the id at this index. */
  public long hash(int place) {
    return pairs[2 * place];
  }

  /** When the id at this index was last updated, epoch milliseconds. */
  public long touchedAt(int place) {
    return pairs[2 * place + 1];
  }

  void write(ByteWriter out) {
    for (int i = 0; i < 2 * size; i++) {
      out.writeLongBigEndian(pairs[i]);
    }
  }
}
