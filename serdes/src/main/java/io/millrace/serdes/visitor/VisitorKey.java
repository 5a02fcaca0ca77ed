package io.millrace.serdes.visitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.bytes.ByteReader;
import java.util.Arrays;

/**
 * A visitor of a tenant. Bytes: one byte with the tenant's length, the tenant, the visitor, both in
 * UTF-8, so that a tenant's visitors are one key range. The partition is a hash of all bytes.
 */
public record VisitorKey(String tenant, String visitor) {
  /** The key in bytes: the tenant's length, the tenant, the visitor. */
  public byte[] toBytes() {
    byte[] prefix = tenantPrefix(tenant);
    byte[] name = visitor.getBytes(UTF_8);
    byte[] bytes = Arrays.copyOf(prefix, prefix.length + name.length);
    System.arraycopy(name, 0, bytes, prefix.length, name.length);
    return bytes;
  }

  /** The prefix of every key of the tenant. */
  public static byte[] tenantPrefix(String tenant) {
    byte[] utf8 = tenant.getBytes(UTF_8);
    if (utf8.length == 0 || utf8.length > 255) {
      throw new IllegalArgumentException(
          "a tenant must have 1 to 255 bytes, but had " + utf8.length);
    }
    var prefix = new byte[1 + utf8.length];
    prefix[0] = (byte) utf8.length;
    System.arraycopy(utf8, 0, prefix, 1, utf8.length);
    return prefix;
  }

  /** Reads a key; throws if the bytes are not one. */
  public static VisitorKey fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    String tenant = in.readText(in.readByte());
    return new VisitorKey(tenant, in.readText(in.remaining()));
  }
}
