package io.millrace.topologies.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.rollup.RollupState;
import java.util.List;

/**
 * An entry of the store {@code rollups}: a window's base, or the tail of a large base. Bytes: the
 * format version, then the fields in their order.
 *
 * @param part 0, or another id if the window may have been deleted from the store before
 * @param version of the whole window: that of its tail, if it has one
 * @param touchedAt when it last changed, epoch milliseconds of the wall clock
 * @param baseBytes in a tail, the size of its base; 0 in a base
 */
record WindowValue(long part, long version, long touchedAt, int baseBytes, RollupState state) {
  private static final int VERSION = 1;

  /** A value with a timestamp only, for marks beside windows. */
  static WindowValue mark(long touchedAt) {
    return new WindowValue(0, 0, touchedAt, 0, new RollupState(List.of()));
  }

  byte[] toBytes() {
    var out = new ByteWriter(64);
    out.writeByte(VERSION)
        .writeVarint(part)
        .writeVarint(version)
        .writeVarint(touchedAt)
        .writeVarint(baseBytes);
    state.write(out);
    return out.toBytes();
  }

  static WindowValue fromBytes(byte[] bytes) {
    ByteReader in = versionChecked(bytes);
    return new WindowValue(
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        (int) in.readVarint(),
        RollupState.read(in));
  }

  /** When the entry last changed, without decoding its states. */
  static long touchedAt(byte[] bytes) {
    ByteReader in = versionChecked(bytes);
    in.readVarint();
    in.readVarint();
    return in.readVarint();
  }

  private static ByteReader versionChecked(byte[] bytes) {
    var in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "a window must have format %d, but had %d".formatted(VERSION, version));
    }
    return in;
  }
}
