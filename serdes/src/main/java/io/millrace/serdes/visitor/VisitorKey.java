package io.millrace.serdes.visitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/**
 * A visitor of a tenant. Bytes: one byte with the tenant's length, the tenant, the visitor, both in
 * UTF-8, so that a tenant's visitors are one range. The partition comes from a hash of all of them.
 */
public record VisitorKey(String tenant, String visitor) {
  public byte[] toBytes() {
    byte[] prefix = tenantPrefix(tenant);
    return new ByteWriter(prefix.length + visitor.length() + 8)
        .writeBytes(prefix)
        .writeBytes(visitor.getBytes(UTF_8))
        .toBytes();
  }

  /** What the bytes of every key of the tenant start with. */
  public static byte[] tenantPrefix(String tenant) {
    byte[] utf8 = tenant.getBytes(UTF_8);
    if (utf8.length == 0 || utf8.length > 255) {
      throw new IllegalArgumentException(
          "a tenant must have 1 to 255 bytes, but had " + utf8.length);
    }
    return new ByteWriter(1 + utf8.length).writeByte(utf8.length).writeBytes(utf8).toBytes();
  }

  public static VisitorKey fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    String tenant = text(in, in.readByte());
    return new VisitorKey(tenant, text(in, in.remaining()));
  }

  private static String text(ByteReader in, int length) {
    return new String(in.readBytes(length), UTF_8);
  }
}
