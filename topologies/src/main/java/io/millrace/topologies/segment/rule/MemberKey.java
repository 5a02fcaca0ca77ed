package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.visitor.VisitorKey;
import java.nio.charset.StandardCharsets;

/**
 * Keys of the store {@code segment-members}: the tenant as in {@link VisitorKey}, the type of the
 * entry, the numbers of the segment and of the version, and for members the visitor: a version's
 * members are one key range, in the order of their names.
 */
public final class MemberKey {
  private static final int SIZE = 1;
  private static final int MEMBER = 2;
  private static final int MARK = 3;

  private MemberKey() {}

  /** The number of a segment: a hash of its name. */
  public static int segmentNumber(String name) {
    return (int) Hash.of(name);
  }

  /** The key of a member; the value is since when, as 8 bytes. */
  public static byte[] member(String tenant, int segment, int version, String visitor) {
    return start(tenant, MEMBER, segment, version)
        .writeBytes(visitor.getBytes(StandardCharsets.UTF_8))
        .toBytes();
  }

  /** The prefix of the keys of all members. */
  public static byte[] members(String tenant, int segment, int version) {
    return start(tenant, MEMBER, segment, version).toBytes();
  }

  /** The key of the number of members, as 8 bytes. */
  public static byte[] size(String tenant, int segment, int version) {
    return start(tenant, SIZE, segment, version).toBytes();
  }

  /**
   * The key of the rules by which a task has evaluated every visitor of a tenant: a hash, as 8
   * bytes.
   */
  public static byte[] evaluated(String tenant) {
    return start(tenant, MARK, 0, 0).toBytes();
  }

  /** The key of the mark that the backfill is complete for the slots since this time. */
  public static byte[] filled(String tenant, long since) {
    return start(tenant, MARK, 1, 0).writeLongBigEndian(since).toBytes();
  }

  /** Whether the key is that of a member. */
  public static boolean isMember(byte[] key) {
    return kind(key) == MEMBER;
  }

  /** Whether the key is that of a size. */
  public static boolean isSize(byte[] key) {
    return kind(key) == SIZE;
  }

  /** The tenant of a key. */
  public static String tenant(byte[] key) {
    var in = new ByteReader(key);
    return in.readText(in.readByte());
  }

  private static int kind(byte[] key) {
    var in = new ByteReader(key);
    in.skip(in.readByte());
    return in.readByte();
  }

  /** The visitor of a member's key. */
  public static String visitor(byte[] key) {
    var in = new ByteReader(key);
    in.skip(in.readByte() + 1 + 8);
    return in.readText(in.remaining());
  }

  private static ByteWriter start(String tenant, int kind, int segment, int version) {
    return new ByteWriter(64)
        .writeBytes(VisitorKey.tenantPrefix(tenant))
        .writeByte(kind)
        .writeIntBigEndian(segment)
        .writeIntBigEndian(version);
  }
}
