package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/**
 * The key of a visitor's timer. Bytes: the due moment, big endian, so that the first is due first;
 * then those of the {@link VisitorKey}.
 *
 * @param due epoch milliseconds
 */
public record TimerKey(long due, VisitorKey visitor) {
  public byte[] toBytes() {
    byte[] name = visitor.toBytes();
    return new ByteWriter(8 + name.length).writeLongBigEndian(due).writeBytes(name).toBytes();
  }

  public static TimerKey fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    return new TimerKey(in.readLongBigEndian(), VisitorKey.fromBytes(in.readBytes(in.remaining())));
  }

  /** What comes before every key that is due at this moment or later. */
  public static byte[] start(long due) {
    return new ByteWriter(8).writeLongBigEndian(due).toBytes();
  }
}
