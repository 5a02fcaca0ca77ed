package io.millrace.query.plan;

import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.UniqState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups of a result, merged from all sources. Not thread safe.
 *
 * <p>It keeps the first groups of the order and drops the rest as they arrive, so its size is
 * bounded by the query's limit whatever the sources send. That is exact: a dropped group has enough
 * groups before it, and their number only grows.
 */
final class MergedGroups {
  /** The limit of all distinct counts together, in elements of about 8 bytes each. */
  static final long MAX_ELEMENTS = 16_000_000;

  private final Query query;
  private final long maxElements;
  private final TreeMap<GroupKey, List<MeasureState>> groups = new TreeMap<>();
  private boolean truncated;
  private long elements;

  MergedGroups(Query query) {
    this(query, MAX_ELEMENTS);
  }

  MergedGroups(Query query, long maxElements) {
    this.query = query;
    this.maxElements = maxElements;
    if (query.grain().isEmpty() && query.dimensions().isEmpty()) {
      groups.put(new GroupKey(0, List.of()), zero(query.measures()));
    }
  }

  /** Merges these states; the groups own them from now on. */
  void add(GroupKey key, List<MeasureState> states) {
    List<MeasureState> before = groups.get(key);
    if (before == null) {
      if (isBeyondTheLast(key)) {
        truncated = true;
        return;
      }
      elements += elements(states);
      groups.put(key, states);
      dropLast();
    } else {
      elements -= elements(before);
      merge(before, states);
      elements += elements(before);
    }
    if (elements > maxElements) {
      throw QueryValidation.invalid(
          "dimensions",
          "must give fewer groups with distinct counts: together they may hold %d values; ask for less time, fewer dimensions or a lower limit"
              .formatted(maxElements));
    }
  }

  /** Whether any group has an estimate in this measure, a distinct count. */
  boolean estimates(int measure) {
    return groups.values().stream()
        .anyMatch(states -> states.get(measure) instanceof UniqState uniq && uniq.estimates());
  }

  /** Whether there are more groups than the limit. */
  boolean truncated() {
    return truncated;
  }

  Map<GroupKey, List<MeasureState>> inOrder() {
    return groups;
  }

  private boolean isBeyondTheLast(GroupKey key) {
    return groups.size() >= query.limit() && key.compareTo(groups.lastKey()) > 0;
  }

  private void dropLast() {
    if (groups.size() > query.limit()) {
      elements -= elements(groups.pollLastEntry().getValue());
      truncated = true;
    }
  }

  private static void merge(List<MeasureState> into, List<MeasureState> more) {
    for (int i = 0; i < into.size(); i++) {
      into.get(i).merge(more.get(i));
    }
  }

  private static long elements(List<MeasureState> states) {
    long elements = 0;
    for (MeasureState state : states) {
      // A set past 65,536 elements keeps no more than that many.
      elements += state instanceof UniqState uniq ? Math.min(uniq.result(), 1 << 16) : 0;
    }
    return elements;
  }

  private static List<MeasureState> zero(List<Measure> measures) {
    return measures.stream().map(Measure::zero).toList();
  }
}
