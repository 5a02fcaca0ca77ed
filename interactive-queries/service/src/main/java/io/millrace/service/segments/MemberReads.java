package io.millrace.service.segments;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.LiveStores;
import io.millrace.state.reads.MergedRange;
import io.millrace.topologies.segment.rule.MemberKey;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The members of the versions of segments, from the live store. */
@Singleton
final class MemberReads {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;

  /** How many members one request compares at most; a page ends there, a count reports it. */
  static final int MAX_COMPARED = 200_000;

  private final LiveStores stores;

  MemberReads(LiveStores stores) {
    this.stores = stores;
  }

  /** A version of a segment, as in its members' keys. */
  record Version(String tenant, int segment, int version) {
    static Version of(String tenant, String segment, int version) {
      return new Version(tenant, MemberKey.segmentNumber(segment), version);
    }

    private byte[] prefix() {
      return MemberKey.members(tenant, segment, version);
    }

    /** The first key after that of a visitor, or of all if it is {@code ""}. */
    private Bytes after(String visitor) {
      return visitor.isEmpty()
          ? Bytes.wrap(prefix())
          : extended(MemberKey.member(tenant, segment, version, visitor), 0);
    }

    /** After all members: UTF-8 has no byte of this value. */
    private Bytes end() {
      return extended(prefix(), 0xff);
    }

    private static Bytes extended(byte[] key, int last) {
      byte[] longer = Arrays.copyOf(key, key.length + 1);
      longer[key.length] = (byte) last;
      return Bytes.wrap(longer);
    }
  }

  /**
   * A range of visitors.
   *
   * @param after the visitor it starts after, or {@code ""}
   */
  record Stretch(String after, long limit) {
    Stretch {
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new FailureException(
            new Failure.Invalid(
                "limit must be 1 to %d, but was %d".formatted(MAX_LIMIT, limit), "limit"));
      }
    }
  }

  /**
   * A member.
   *
   * @param since when the visitor entered
   */
  @Schema(name = "SegmentMember")
  record Member(String visitor, String since) {}

  /** Members by name, and the cursor of the next page; null on the last. */
  record Members(List<Member> members, @Nullable String next) {}

  /**
   * A visitor that would enter or leave.
   *
   * @param change enters or leaves
   */
  @Schema(name = "SegmentMemberChange")
  record Change(String visitor, String change) {}

  /** Changes by visitor, and the cursor of the next page; null on the last. */
  record Changes(List<Change> changes, @Nullable String next) {}

  /**
   * How many visitors are in one version and not in the other.
   *
   * @param complete false if there are more than could be compared
   */
  @Schema(name = "SegmentDifference")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Difference(long enter, long leave, boolean complete) {}

  long size(Version version) {
    Bytes key = Bytes.wrap(MemberKey.size(version.tenant(), version.segment(), version.version()));
    return stores.getFromEachPartition(StoreNames.SEGMENT_MEMBERS, key).stream()
        .flatMap(Optional::stream)
        .mapToLong(size -> new ByteReader(size).readLongBigEndian())
        .sum();
  }

  Members members(Version version, Stretch stretch) {
    return stores.ranges(
        StoreNames.SEGMENT_MEMBERS,
        partitions -> {
          var found = new ArrayList<Member>();
          try (var range = range(version, stretch.after(), partitions)) {
            while (range.peek() != null && found.size() < stretch.limit()) {
              var entry = range.next();
              long since = new ByteReader(entry.value).readLongBigEndian();
              found.add(
                  new Member(
                      MemberKey.visitor(entry.key.get()), Instant.ofEpochMilli(since).toString()));
            }
            return new Members(found, range.peek() == null ? null : found.getLast().visitor());
          }
        });
  }

  /** Who would enter and leave if one version replaced the other. */
  Changes changes(Version now, Version then, Stretch stretch) {
    var found = new ArrayList<Change>();
    Optional<String> next =
        compare(
            now,
            then,
            stretch.after(),
            (visitor, enters) -> {
              found.add(new Change(visitor, enters ? "enters" : "leaves"));
              return found.size() < stretch.limit();
            });
    return new Changes(found, next.orElse(null));
  }

  Difference difference(Version now, Version then) {
    var counts = new long[2];
    Optional<String> next =
        compare(
            now,
            then,
            "",
            (_, enters) -> {
              counts[enters ? 0 : 1]++;
              return true;
            });
    return new Difference(counts[0], counts[1], next.isEmpty());
  }

  private interface Differences {
    /** Receives a visitor who is in one of two versions; returns whether to continue. */
    boolean take(String visitor, boolean enters);
  }

  /** Merges two ranges in the order of names; returns the last visitor if there is more. */
  private Optional<String> compare(
      Version now, Version then, String after, Differences differences) {
    return stores.all(
        StoreNames.SEGMENT_MEMBERS,
        partitions -> {
          try (var left = range(now, after, partitions);
              var right = range(then, after, partitions)) {
            return compare(left, right, now.prefix().length, differences);
          }
        });
  }

  private static Optional<String> compare(
      MergedRange left, MergedRange right, int prefix, Differences differences) {
    boolean more = true;
    String last = "";
    for (int compared = 0; more && compared < MAX_COMPARED; compared++) {
      byte[] leaving = left.peek();
      byte[] entering = right.peek();
      if (leaving == null && entering == null) {
        return Optional.empty();
      }
      int order = order(leaving, entering, prefix);
      byte[] first = order <= 0 ? left.next().key.get() : right.next().key.get();
      last = MemberKey.visitor(first);
      if (order == 0) {
        right.next();
      } else {
        more = differences.take(last, order > 0);
      }
    }
    return left.peek() == null && right.peek() == null ? Optional.empty() : Optional.of(last);
  }

  /** By visitor: the keys differ in segment and version, which have equal lengths in both. */
  private static int order(byte @Nullable [] one, byte @Nullable [] other, int prefix) {
    if (one == null || other == null) {
      return one == null ? 1 : -1;
    }
    return Arrays.compareUnsigned(one, prefix, one.length, other, prefix, other.length);
  }

  private static MergedRange range(
      Version version, String after, List<ReadOnlyKeyValueStore<Bytes, byte[]>> partitions) {
    return MergedRange.of(partitions, version.after(after), version.end());
  }
}
