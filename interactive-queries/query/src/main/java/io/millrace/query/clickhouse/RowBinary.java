package io.millrace.query.clickhouse;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;

/** Reads ClickHouse's RowBinary format: values one after another, without any frame. */
public final class RowBinary {
  /** Far beyond any value of ours; a longer one means that the stream is out of step. */
  private static final int MAX_VALUE_BYTES = 64 << 20;

  private final PushbackInputStream in;

  public RowBinary(InputStream in) {
    this.in = new PushbackInputStream(new BufferedInputStream(in, 1 << 16), 1);
  }

  /** Whether another row begins here. */
  public boolean hasNext() throws IOException {
    int next = in.read();
    if (next < 0) {
      return false;
    }
    in.unread(next);
    return true;
  }

  /** Reads an Int64. */
  public long readInt64() throws IOException {
    byte[] bytes = readBytes(8);
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = (value << 8) | (bytes[i] & 0xFF);
    }
    return value;
  }

  /** Reads a Float64. */
  public double readFloat64() throws IOException {
    return Double.longBitsToDouble(readInt64());
  }

  /** Reads a Bool. */
  public boolean readBool() throws IOException {
    return readByte() != 0;
  }

  /** How many entries a map or an array has. */
  public int readCount() throws IOException {
    return length(readVarint(), 1);
  }

  /** Reads a String: a varint length, then UTF-8. */
  public String readString() throws IOException {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  /** A String that is no text. */
  public byte[] readBytes() throws IOException {
    return readBytes(length(readVarint(), 1));
  }

  /**
   * The state of {@code uniq}, in its own bytes: a skip degree, a varint count, that many UInt32. A
   * state has no length in front of it.
   */
  public byte[] readUniqState() throws IOException {
    var state = new ByteArrayOutputStream(64);
    state.write(readByte());
    long count = readVarint();
    for (long rest = count; ; rest >>>= 7) {
      boolean last = rest < 0x80;
      state.write((int) (rest & 0x7F) | (last ? 0 : 0x80));
      if (last) {
        break;
      }
    }
    state.writeBytes(readBytes(length(count, 4)));
    return state.toByteArray();
  }

  private long readVarint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("a varint must end within 9 bytes");
  }

  private static int length(long count, int width) throws IOException {
    if (count > MAX_VALUE_BYTES / width) {
      throw new IOException(
          "a value must have at most %d bytes, but had %d of %d"
              .formatted(MAX_VALUE_BYTES, count, width));
    }
    return (int) count * width;
  }

  private int readByte() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the answer ended within a row");
    }
    return next;
  }

  private byte[] readBytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ended within a row");
    }
    return bytes;
  }
}
