package io.millrace.serdes.visitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/**
 * Keys of the store {@code visitor-overflow}: the tenant as in {@link VisitorKey}, the
 * length-prefixed visitor, the type of the entry, and its position in the order.
 */
public final class OverflowKey {
  private static final int MESSAGE_ID = 1;
  private static final int SESSION = 2;

  private OverflowKey() {}

  /** The prefix of every key of the visitor. */
  public static byte[] start(VisitorKey visitor) {
    return visitorStart(visitor).toBytes();
  }

  /** The key of a message id; the value is when it was received, as 8 bytes. */
  public static byte[] messageId(VisitorKey visitor, long hash) {
    return prefix(visitor, MESSAGE_ID).writeLongBigEndian(hash).toBytes();
  }

  /** The key of the session that starts at this time; also the bound of a range of sessions. */
  public static byte[] session(VisitorKey visitor, long started) {
    return prefix(visitor, SESSION).writeLongBigEndian(started ^ Long.MIN_VALUE).toBytes();
  }

  /**
   * A decoded key.
   *
   * @param id the hash of a message id, or the start of a session
   */
  public record Part(VisitorKey visitor, boolean isSession, long id) {
    /** Decodes a key; throws if the bytes are not one. */
    public static Part of(byte[] key) {
      var in = new ByteReader(key);
      String tenant = new String(in.readBytes(in.readByte()), UTF_8);
      var visitor = new VisitorKey(tenant, in.readText());
      boolean session = in.readByte() == SESSION;
      long id = in.readLongBigEndian();
      return new Part(visitor, session, session ? id ^ Long.MIN_VALUE : id);
    }
  }

  private static ByteWriter prefix(VisitorKey visitor, int kind) {
    return visitorStart(visitor).writeByte(kind);
  }

  private static ByteWriter visitorStart(VisitorKey visitor) {
    byte[] name = visitor.visitor().getBytes(UTF_8);
    return new ByteWriter(64)
        .writeBytes(VisitorKey.tenantPrefix(visitor.tenant()))
        .writeVarint(name.length)
        .writeBytes(name);
  }
}
