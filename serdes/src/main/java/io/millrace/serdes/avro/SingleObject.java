package io.millrace.serdes.avro;

import io.millrace.serdes.bytes.MalformedBytes;

/**
 * The header of Avro's single-object encoding: {@code C3 01}, then the fingerprint, least
 * significant byte first (Avro 1.12 specification, "Single-object encoding").
 */
public final class SingleObject {
  public static final int HEADER_BYTES = 10;

  private SingleObject() {}

  static byte[] header(long fingerprint) {
    var header = new byte[HEADER_BYTES];
    header[0] = (byte) 0xC3;
    header[1] = 0x01;
    for (int i = 0; i < 8; i++) {
      header[2 + i] = (byte) (fingerprint >>> (8 * i));
    }
    return header;
  }

  /** The fingerprint of the schema that a record was written with. */
  public static long fingerprint(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != 0x01) {
      throw new MalformedBytes("an Avro single object must start with the bytes C3 01");
    }
    long fingerprint = 0;
    for (int i = 7; i >= 0; i--) {
      fingerprint = (fingerprint << 8) | (bytes[2 + i] & 0xFF);
    }
    return fingerprint;
  }
}
