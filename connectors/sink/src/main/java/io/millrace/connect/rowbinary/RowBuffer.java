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

  public int size() {
    return size;
  }

  public int capacity() {
    return buffer.length;
  }

  /** Forgets what was written from this size on. */
  public void truncate(int to) {
    size = to;
  }

  public void writeByte(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
  }

  public void writeShort(int value) {
    ensure(2);
    SHORT.set(buffer, size, (short) value);
    size += 2;
  }

  public void writeInt(int value) {
    ensure(4);
    INT.set(buffer, size, value);
    size += 4;
  }

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

  public void writeBytes(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  /** What remains in the source, whose position stays. */
  public void writeBytes(ByteBuffer bytes) {
    int length = bytes.remaining();
    ensure(length);
    bytes.get(bytes.position(), buffer, size, length);
    size += length;
  }

  /** A range of what another buffer holds. */
  public void writeBytes(RowBuffer other, int from, int to) {
    ensure(to - from);
    System.arraycopy(other.buffer, from, buffer, size, to - from);
    size += to - from;
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(buffer, 0, size);
  }

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
