package io.millrace.connect.rowbinary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing buffer of rows, least significant byte first. Not thread safe; meant to be reused. */
public final class RowBuffer {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private byte[] buffer;
  private int size;

  public RowBuffer(int capacity) {
    buffer = new byte[Math.max(64, capacity)];
  }

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** The number of bytes allocated. */
  public int capacity() {
    return buffer.length;
  }

  /** Discards the bytes from this size on. */
  public void truncate(int to) {
    size = to;
  }

  /** Writes the lowest eight bits of the value. */
  public void writeByte(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
  }

  /** Writes the lowest 16 bits of the value, least significant byte first. */
  public void writeShort(int value) {
    ensure(2);
    SHORT.set(buffer, size, (short) value);
    size += 2;
  }

  /** Writes four bytes, least significant first. */
  public void writeInt(int value) {
    ensure(4);
    INT.set(buffer, size, value);
    size += 4;
  }

  /** Writes eight bytes, least significant first. */
  public void writeLong(long value) {
    ensure(8);
    LONG.set(buffer, size, value);
    size += 8;
  }

  /** An unsigned LEB128 varint, as lengths are written. */
  public void writeVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  /** A varint length, then UTF-8. */
  public void writeText(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    writeVarint(utf8.length);
    writeBytes(utf8);
  }

  /** Writes all bytes of the array, without their length. */
  public void writeBytes(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  /** Writes the remaining bytes of the source, whose position does not change. */
  public void writeBytes(ByteBuffer bytes) {
    int length = bytes.remaining();
    ensure(length);
    bytes.get(bytes.position(), buffer, size, length);
    size += length;
  }

  /** Writes a range of the content of another buffer. */
  public void writeBytes(RowBuffer other, int from, int to) {
    ensure(to - from);
    System.arraycopy(other.buffer, from, buffer, size, to - from);
    size += to - from;
  }

  /** Writes the content to the stream. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(buffer, 0, size);
  }

  /** A copy of the content. */
  public byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  private void ensure(int more) {
    if (more > buffer.length - size) {
      int needed = Math.addExact(size, more);
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.length);
      buffer = Arrays.copyOf(buffer, Math.max(doubled, needed));
    }
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }
}
