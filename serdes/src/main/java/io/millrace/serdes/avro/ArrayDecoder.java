package io.millrace.serdes.avro;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding read in place (Avro 1.12 specification, "Binary Encoding"). Avro's own
 * decoder copies each string once more than needed. Throws {@link MalformedBytes} past the end.
 */
final class ArrayDecoder extends Decoder {
  private final ByteReader in;

  ArrayDecoder(ByteReader in) {
    this.in = in;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() {
    return in.readByte() == 1;
  }

  @Override
  public int readInt() {
    return (int) in.readZigzag();
  }

  @Override
  public long readLong() {
    return in.readZigzag();
  }

  @Override
  public float readFloat() {
    return Float.intBitsToFloat(in.readIntLittleEndian());
  }

  @Override
  public double readDouble() {
    return Double.longBitsToDouble(in.readLongLittleEndian());
  }

  @Override
  public String readString() {
    return in.readText(readLength());
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) {
    return new Utf8(in.readBytes(readLength()));
  }

  @Override
  public void skipString() {
    in.skip(readLength());
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) {
    return ByteBuffer.wrap(in.readBytes(readLength()));
  }

  @Override
  public void skipBytes() {
    in.skip(readLength());
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) {
    System.arraycopy(in.readBytes(length), 0, bytes, start, length);
  }

  @Override
  public void skipFixed(int length) {
    in.skip(length);
  }

  @Override
  public int readEnum() {
    return readInt();
  }

  @Override
  public long readArrayStart() {
    return readItemCount();
  }

  @Override
  public long arrayNext() {
    return readItemCount();
  }

  @Override
  public long skipArray() {
    return skipBlocks();
  }

  @Override
  public long readMapStart() {
    return readItemCount();
  }

  @Override
  public long mapNext() {
    return readItemCount();
  }

  @Override
  public long skipMap() {
    return skipBlocks();
  }

  @Override
  public int readIndex() {
    return readInt();
  }

  private int readLength() {
    long length = in.readZigzag();
    if (length < 0 || length > in.remaining()) {
      throw new MalformedBytes(
          "a length must be within the %d bytes left, but was %d"
              .formatted(in.remaining(), length));
    }
    return (int) length;
  }

  /** A negative count is followed by the size of its block in bytes. */
  private long readItemCount() {
    long count = in.readZigzag();
    if (count < 0) {
      var _ = in.readZigzag();
      return -count;
    }
    return count;
  }

  /**
   * Skips blocks that state their size in bytes; returns the item count of one that does not, or 0.
   */
  private long skipBlocks() {
    for (long count = in.readZigzag(); count != 0; count = in.readZigzag()) {
      if (count > 0) {
        return count;
      }
      in.skip(readLength());
    }
    return 0;
  }
}
