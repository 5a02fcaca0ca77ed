package io.millrace.serdes.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote, in place.
 *
 * <p>Every read past the end throws {@link MalformedBytes}.
 */
public final class ByteReader {
  private static final VarHandle LONG_BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int position;

  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public ByteReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  public int position() {
    return position;
  }

  /** What is read from, to copy parts of it; not to be changed. */
  public byte[] source() {
    return bytes;
  }

  public int remaining() {
    return end - position;
  }

  public int readByte() {
    need(1);
    return bytes[position++] & 0xFF;
  }

  public long readLongBigEndian() {
    need(8);
    long value = (long) LONG_BIG_ENDIAN.get(bytes, position);
    position += 8;
    return value;
  }

  public long readLongLittleEndian() {
    need(8);
    long value = (long) LONG_LITTLE_ENDIAN.get(bytes, position);
    position += 8;
    return value;
  }

  public int readIntBigEndian() {
    return readByte() << 24 | readByte() << 16 | readByte() << 8 | readByte();
  }

  public int readIntLittleEndian() {
    need(4);
    int value = (int) INT_LITTLE_ENDIAN.get(bytes, position);
    position += 4;
    return value;
  }

  public long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedBytes("a varint must end within 10 bytes, at " + position);
  }

  public long readZigzag() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A length or count: refused when it cannot fit in what remains. */
  public int readLength() {
    long length = readVarint();
    if (length < 0 || length > remaining()) {
      throw new MalformedBytes(
          "a length must be within the %d bytes left, but was %d".formatted(remaining(), length));
    }
    return (int) length;
  }

  public double readDouble() {
    return Double.longBitsToDouble(readLongBigEndian());
  }

  public String readText() {
    return readText(readLength());
  }

  /** UTF-8 of this many bytes. */
  public String readText(int length) {
    if (length == 0) {
      return "";
    }
    need(length);
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  public byte[] readBytes(int length) {
    need(length);
    byte[] copy = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return copy;
  }

  public void skip(int length) {
    need(length);
    position += length;
  }

  private void need(int count) {
    if (count < 0 || end - position < count) {
      throw new MalformedBytes(
          "%d bytes needed at %d, but %d are left".formatted(count, position, end - position));
    }
  }
}
