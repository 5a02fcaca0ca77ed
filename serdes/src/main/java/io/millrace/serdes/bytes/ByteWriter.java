package io.millrace.serdes.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer for the private formats. Not thread safe; meant to be reused. */
public final class ByteWriter {
  private static final VarHandle LONG_BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] buffer;
  private int size;

  public ByteWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** The number of bytes written since the last reset. */
  public int size() {
    return size;
  }

  /** Empties the buffer and keeps its array for reuse. */
  public ByteWriter reset() {
    size = 0;
    return this;
  }

  /** Writes the lowest eight bits of the value. */
  public ByteWriter writeByte(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /** Eight bytes, most significant first: the order in which keys sort. */
  public ByteWriter writeLongBigEndian(long value) {
    ensure(8);
    LONG_BIG_ENDIAN.set(buffer, size, value);
    size += 8;
    return this;
  }

  /** Eight bytes, least significant first, as Avro writes the bits of a double. */
  public ByteWriter writeLongLittleEndian(long value) {
    ensure(8);
    LONG_LITTLE_ENDIAN.set(buffer, size, value);
    size += 8;
    return this;
  }

  /** Four bytes, most significant first. */
  public ByteWriter writeIntBigEndian(int value) {
    return writeByte(value >>> 24).writeByte(value >>> 16).writeByte(value >>> 8).writeByte(value);
  }

  /** Four bytes, least significant first, as ClickHouse writes a UInt32. */
  public ByteWriter writeIntLittleEndian(int value) {
    ensure(4);
    INT_LITTLE_ENDIAN.set(buffer, size, value);
    size += 4;
    return this;
  }

  /** The first of the values, each in four bytes, least significant first. */
  public ByteWriter writeIntsLittleEndian(int[] values, int count) {
    ensure(4 * count);
    for (int i = 0; i < count; i++) {
      INT_LITTLE_ENDIAN.set(buffer, size + 4 * i, values[i]);
    }
    size += 4 * count;
    return this;
  }

  /** An unsigned LEB128 varint, as ClickHouse writes it too. */
  public ByteWriter writeVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  /** A signed varint, zigzag coded. */
  public ByteWriter writeZigzag(long value) {
    return writeVarint((value << 1) ^ (value >> 63));
  }

  /** Writes the IEEE 754 bits of a double, most significant byte first. */
  public ByteWriter writeDouble(double value) {
    return writeLongBigEndian(Double.doubleToRawLongBits(value));
  }

  /** A varint length, then UTF-8. */
  public ByteWriter writeText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return writeVarint(utf8.length).writeBytes(utf8);
  }

  /** Writes all bytes of the array, without their length. */
  public ByteWriter writeBytes(byte[] bytes) {
    return writeBytes(bytes, 0, bytes.length);
  }

  /** Writes a range of the array, without its length. */
  public ByteWriter writeBytes(byte[] bytes, int offset, int length) {
    ensure(length);
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** Writes the content of the other buffer, without its length. */
  public ByteWriter writeAll(ByteWriter other) {
    return writeBytes(other.buffer, 0, other.size);
  }

  /** A copy of the bytes written so far. */
  public byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  private void ensure(int more) {
    if (size + more > buffer.length) {
      grow(more);
    }
  }

  // A method of its own, so that the check itself is small enough to be inlined everywhere.
  private void grow(int more) {
    buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
  }
}
