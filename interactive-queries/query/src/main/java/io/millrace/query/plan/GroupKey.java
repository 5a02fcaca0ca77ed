package io.millrace.query.plan;

import java.util.List;

/**
 * The key of a result row: ordered by bucket, then by the dimensions in the order of their UTF-8
 * bytes, which is ClickHouse's.
 *
 * @param bucket epoch milliseconds, or 0 if the result has no buckets
 */
record GroupKey(long bucket, List<String> dimensions) implements Comparable<GroupKey> {
  GroupKey {
    dimensions = List.copyOf(dimensions);
  }

  @Override
  public int compareTo(GroupKey other) {
    int order = Long.compare(bucket, other.bucket);
    for (int i = 0; order == 0 && i < dimensions.size(); i++) {
      order = compareCodePoints(dimensions.get(i), other.dimensions.get(i));
    }
    return order;
  }

  /** Code points sort as UTF-8 does; Java's own order differs beyond the basic plane. */
  private static int compareCodePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean bothOrNone = Character.isSurrogate(a) == Character.isSurrogate(b);
        return bothOrNone ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
