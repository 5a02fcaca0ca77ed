package io.millrace.topologies.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import java.util.function.BiConsumer;

/**
 * Partials that one task sends to one partition, as one record.
 *
 * <p>Bytes: the format version; then for each partial the length of its series and the series, the
 * start of its one-minute window (epoch milliseconds, zigzag) and its measures.
 */
final class PartialBatch {
  private static final int VERSION = 1;

  /** A batch of this size is full. */
  private static final int FULL_BYTES = 64 << 10;

  private final ByteWriter out = new ByteWriter(1 << 10).writeByte(VERSION);

  void add(byte[] series, long start, RollupState state) {
    out.writeVarint(series.length).writeBytes(series).writeZigzag(start);
    state.write(out);
  }

  boolean isEmpty() {
    return out.size() == 1;
  }

  boolean full() {
    return out.size() >= FULL_BYTES;
  }

  byte[] toBytes() {
    return out.toBytes();
  }

  /** Passes each partial of a batch to the consumer, which owns its state. */
  static void read(byte[] bytes, BiConsumer<RollupKey, RollupState> to) {
    var in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "a batch of partials must have format %d, but had %d".formatted(VERSION, version));
    }
    while (in.remaining() > 0) {
      RollupSeries series = RollupSeries.fromBytes(in.readBytes(in.readLength()));
      var key = new RollupKey(series, Grain.MINUTE, in.readZigzag());
      to.accept(key, RollupState.read(in));
    }
  }
}
