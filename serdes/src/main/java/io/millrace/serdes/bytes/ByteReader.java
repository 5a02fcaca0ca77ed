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

  /** The index of the next byte in {@link #source}. */
  public int position() {
    return position;
  }

  /** The array that is read from, for copying ranges of it; must not be modified. */
  public byte[] source() {
    return bytes;
  }

  /** The number of bytes that are left. */
  public int remaining() {
    return end - position;
  }

  /** Reads one byte, unsigned: 0 to 255. */
  public int readByte() {
    need(1);
    return bytes[position++] & 0xFF;
  }

  /** Reads eight bytes, most significant first. */
  public long readLongBigEndian() {
    need(8);
    long value = (long) LONG_BIG_ENDIAN.get(bytes, position);
    position += 8;
    return value;
  }

  /** Reads eight bytes, least significant first. */
  public long readLongLittleEndian() {
    need(8);
    long value = (long) LONG_LITTLE_ENDIAN.get(bytes, position);
    position += 8;
    return value;
  }

  /** Reads four bytes, most significant first. */
  public int readIntBigEndian() {
    return readByte() << 24 | readByte() << 16 | readByte() << 8 | readByte();
  }

  /** Reads four bytes, least significant first. */
  public int readIntLittleEndian() {
    need(4);
    int value = (int) INT_LITTLE_ENDIAN.get(bytes, position);
    position += 4;
    return value;
  }

  /** Reads an unsigned LEB128 varint of at most 64 bits. */
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

  /** Reads a signed varint, zigzag coded. */
  public long readZigzag() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * Reads a varint length or count; throws {@link MalformedBytes} if it exceeds the number of bytes
   * left.
   */
  public int readLength() {
    long length = readVarint();
    if (length < 0 || length > remaining()) {
      throw new MalformedBytes(
          "a length must be within the %d bytes left, but was %d".formatted(remaining(), length));
    }
    return (int) length;
  }

  /** Reads the IEEE 754 bits of a double, most significant byte first. */
  public double readDouble() {
    return Double.longBitsToDouble(readLongBigEndian());
  }

  /** Reads a varint length, then that many bytes of UTF-8. */
  public String readText() {
    return readText(readLength());
  }

  /** Reads UTF-8 of this many bytes. */
  public String readText(int length) {
    if (length == 0) {
      return "";
    }
    need(length);
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  /** Reads this many bytes into a new array. */
  public byte[] readBytes(int length) {
    need(length);
    byte[] copy = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return copy;
  }

  /** Moves past this many bytes. */
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
