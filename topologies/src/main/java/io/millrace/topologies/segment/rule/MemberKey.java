package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.visitor.VisitorKey;
import java.nio.charset.StandardCharsets;

/**
 * Keys of the store {@code segment-members}: the tenant as in {@link VisitorKey}, what it is, the
 * number of the segment and of the version, and for members the visitor: a version's members are
 * one range, in the order of their names.
 */
public final class MemberKey {
  private static final int SIZE = 1;
  private static final int MEMBER = 2;
  private static final int MARK = 3;

  private MemberKey() {}

  /** The number that stands for a segment: a hash of its name. */
  public static int segmentNumber(String name) {
    return (int) Hash.of(name);
  }

  /** Where it is written that a visitor is a member; the value is since when, as 8 bytes. */
  public static byte[] member(String tenant, int segment, int version, String visitor) {
    return start(tenant, MEMBER, segment, version)
        .writeBytes(visitor.getBytes(StandardCharsets.UTF_8))
        .toBytes();
  }

  /** What the keys of all members start with. */
  public static byte[] members(String tenant, int segment, int version) {
    return start(tenant, MEMBER, segment, version).toBytes();
  }

  /** Where the number of members is, as 8 bytes. */
  public static byte[] size(String tenant, int segment, int version) {
    return start(tenant, SIZE, segment, version).toBytes();
  }

  /**
   * Where a task says of a tenant by which rules it has evaluated every visitor: a hash, as 8
   * bytes.
   */
  public static byte[] evaluated(String tenant) {
    return start(tenant, MARK, 0, 0).toBytes();
  }

  /** Where a task says that history has come in whole for the slots since a moment. */
  public static byte[] filled(String tenant, long since) {
    return start(tenant, MARK, 1, 0).writeLongBigEndian(since).toBytes();
  }

  /** Whether the key is that of a member. */
  public static boolean isMember(byte[] key) {
    return kind(key) == MEMBER;
  }

  /** Whether the key is that of a number of members. */
  public static boolean isSize(byte[] key) {
    return kind(key) == SIZE;
  }

  /** The tenant in a key. */
  public static String tenant(byte[] key) {
    var in = new ByteReader(key);
    return in.readText(in.readByte());
  }

  private static int kind(byte[] key) {
    var in = new ByteReader(key);
    in.skip(in.readByte());
    return in.readByte();
  }

  /** The visitor in the key of a member. */
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
