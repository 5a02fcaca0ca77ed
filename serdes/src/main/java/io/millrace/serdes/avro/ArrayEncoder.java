package io.millrace.serdes.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.bytes.ByteWriter;
import java.nio.ByteBuffer;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoding into a byte array (Avro 1.12 specification, "Binary Encoding"). Avro's own
 * encoder goes through a stream: a lock and a copy for each number.
 */
final class ArrayEncoder extends Encoder {
  private final ByteWriter out;

  ArrayEncoder(ByteWriter out) {
    this.out = out;
  }

  @Override
  public void flush() {}

  @Override
  public void writeNull() {}

  @Override
  public void writeBoolean(boolean value) {
    out.writeByte(value ? 1 : 0);
  }

  @Override
  public void writeInt(int value) {
    out.writeZigzag(value);
  }

  @Override
  public void writeLong(long value) {
    out.writeZigzag(value);
  }

  @Override
  public void writeFloat(float value) {
    out.writeIntLittleEndian(Float.floatToRawIntBits(value));
  }

  @Override
  public void writeDouble(double value) {
    out.writeLongLittleEndian(Double.doubleToRawLongBits(value));
  }

  @Override
  public void writeString(String value) {
    if (value.isEmpty()) {
      out.writeByte(0);
    } else {
      byte[] utf8 = value.getBytes(UTF_8);
      writeBytes(utf8, 0, utf8.length);
    }
  }

  @Override
  public void writeString(Utf8 value) {
    writeBytes(value.getBytes(), 0, value.getByteLength());
  }

  @Override
  public void writeBytes(ByteBuffer bytes) {
    var copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    writeBytes(copy, 0, copy.length);
  }

  @Override
  public void writeBytes(byte[] bytes, int start, int length) {
    out.writeZigzag(length).writeBytes(bytes, start, length);
  }

  @Override
  public void writeFixed(byte[] bytes, int start, int length) {
    out.writeBytes(bytes, start, length);
  }

  @Override
  public void writeEnum(int constant) {
    out.writeZigzag(constant);
  }

  @Override
  public void writeArrayStart() {}

  @Override
  public void setItemCount(long count) {
    if (count > 0) {
      out.writeZigzag(count);
    }
  }

  @Override
  public void startItem() {}

  @Override
  public void writeArrayEnd() {
    out.writeByte(0);
  }

  @Override
  public void writeMapStart() {}

  @Override
  public void writeMapEnd() {
    out.writeByte(0);
  }

  @Override
  public void writeIndex(int branch) {
    out.writeZigzag(branch);
  }
}
