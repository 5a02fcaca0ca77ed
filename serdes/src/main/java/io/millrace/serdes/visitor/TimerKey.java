package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/**
 * The key of a visitor's timer. Bytes: the due time, big endian, so that keys sort by it; then
 * those of the {@link VisitorKey}.
 *
 * @param due epoch milliseconds
 */
public record TimerKey(long due, VisitorKey visitor) {
  /** The key in the sort order of the store. */
  public byte[] toBytes() {
    byte[] name = visitor.toBytes();
    return new ByteWriter(8 + name.length).writeLongBigEndian(due).writeBytes(name).toBytes();
  }

  /** Reads a key; throws if the bytes are not one. */
  public static TimerKey fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    return new TimerKey(in.readLongBigEndian(), VisitorKey.fromBytes(in.readBytes(in.remaining())));
  }

  /** The lower bound of the keys that are due at this time or later. */
  public static byte[] start(long due) {
    return new ByteWriter(8).writeLongBigEndian(due).toBytes();
  }
}
