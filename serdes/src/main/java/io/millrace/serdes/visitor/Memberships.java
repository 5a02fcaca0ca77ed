package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.visitor.SegmentState.Membership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions of segments that a visitor is in. They are decoded on first access only: most events
 * change nothing about them.
 *
 * <p>Bytes: for each the segment's number, the version, whether it is announced, and since when, as
 * the difference to the previous one; a visitor often enters several at the same time.
 */
final class Memberships {
  private final List<Membership> all = new ArrayList<>();

  /** The bytes that are not decoded yet. */
  private @Nullable ByteReader unread;

  static Memberships read(ByteReader in, int length) {
    var memberships = new Memberships();
    if (length > 0) {
      memberships.unread = new ByteReader(in.source(), in.position(), length);
      in.skip(length);
    }
    return memberships;
  }

  List<Membership> all() {
    return Collections.unmodifiableList(known());
  }

  boolean isEmpty() {
    return unread == null && all.isEmpty();
  }

  @Nullable Membership find(int segment, int version) {
    int place = place(segment, version);
    return place < 0 ? null : all.get(place);
  }

  void put(Membership membership) {
    int place = place(membership.segment(), membership.version());
    if (place < 0) {
      all.add(membership);
    } else {
      all.set(place, membership);
    }
  }

  boolean remove(int segment, int version) {
    int place = place(segment, version);
    if (place >= 0) {
      var _ = all.remove(place);
    }
    return place >= 0;
  }

  void clear() {
    unread = null;
    all.clear();
  }

  void write(ByteWriter out) {
    ByteReader same = unread;
    if (same != null) {
      out.writeVarint(same.remaining());
      out.writeBytes(same.source(), same.position(), same.remaining());
      return;
    }
    var bytes = new ByteWriter(8 * all.size());
    long since = 0;
    for (Membership one : all) {
      bytes
          .writeIntLittleEndian(one.segment())
          .writeVarint((long) one.version() << 1 | (one.announced() ? 1 : 0))
          .writeZigzag(one.since() - since);
      since = one.since();
    }
    out.writeVarint(bytes.size()).writeAll(bytes);
  }

  private int place(int segment, int version) {
    List<Membership> known = known();
    for (int i = 0; i < known.size(); i++) {
      Membership one = known.get(i);
      if (one.segment() == segment && one.version() == version) {
        return i;
      }
    }
    return -1;
  }

  private List<Membership> known() {
    ByteReader in = unread;
    unread = null;
    long since = 0;
    while (in != null && in.remaining() > 0) {
      int segment = in.readIntLittleEndian();
      long version = in.readVarint();
      since += in.readZigzag();
      all.add(new Membership(segment, (int) (version >> 1), since, (version & 1) == 1));
    }
    return all;
  }
}
