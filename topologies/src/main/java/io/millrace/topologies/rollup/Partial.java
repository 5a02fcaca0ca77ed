package io.millrace.topologies.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.rollup.RollupState;

/**
 * What one task adds to a one-minute window of a series. Bytes: the format version, the window's
 * start, the measures.
 */
record Partial(long start, RollupState state) {
  private static final int VERSION = 1;

  byte[] toBytes() {
    var out = new ByteWriter(32);
    out.writeByte(VERSION).writeZigzag(start);
    state.write(out);
    return out.toBytes();
  }

  static Partial fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "a partial must have format %d, but had %d".formatted(VERSION, version));
    }
    return new Partial(in.readZigzag(), RollupState.read(in));
  }
}
