package io.millrace.serdes.avro;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.Decoder;

/** Values of the Avro type bytes. */
public final class AvroBytes {
  private AvroBytes() {}

  /** Reads the next value into a new array. */
  public static byte[] read(Decoder in) throws IOException {
    ByteBuffer buffer = in.readBytes(null);
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
