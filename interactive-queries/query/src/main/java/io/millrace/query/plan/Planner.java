package io.millrace.query.plan;

import io.millrace.serdes.rollup.Grain;
import io.millrace.state.freshness.SourceKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which source is read for which time.
 *
 * <p>The middle of a range is read in day windows, its edges in hour windows, their edges in minute
 * windows, and what is finer than a minute from the events. No window is wider than the requested
 * bucket, so each is in one bucket completely.
 */
public final class Planner {
  /** Each is a multiple of the next. */
  private static final List<Grain> WIDEST_FIRST = List.of(Grain.DAY, Grain.HOUR, Grain.MINUTE);

  private Planner() {}

  /**
   * @param widest the widest window that may be used
   * @param liveFrom windows that start here or later come from the store; the start of a UTC day
   */
  static QueryPlan plan(TimeRange range, Grain widest, long liveFrom) {
    var slices = new ArrayList<Slice>();
    for (Slice slice : cut(range, widest)) {
      switch (slice) {
        case Slice.Windows windows -> addWindows(windows, liveFrom, slices);
        case Slice.Raw raw -> slices.add(raw);
      }
    }
    return new QueryPlan(slices);
  }

  /** All from one source; windows need a range that starts and ends on a minute. */
  static QueryPlan forced(SourceKind kind, TimeRange range, Grain widest) {
    return switch (kind) {
      case LIVE -> plan(range, widest, Long.MIN_VALUE);
      case ROLLUP -> plan(range, widest, Long.MAX_VALUE);
      case EVENTS -> new QueryPlan(range.isEmpty() ? List.of() : List.of(new Slice.Raw(range)));
    };
  }

  /** All from one source, of the events only what the rollup counts. */
  static QueryPlan audited(SourceKind kind, Query query) {
    long since = query.rollup().since();
    return kind == SourceKind.EVENTS && since > 0
        ? new QueryPlan(
            List.of(
                new Slice.Raw(query.range(), new TimeRange(since, QueryTimes.LAST.toEpochMilli()))))
        : forced(kind, query.range(), query.widestWindow());
  }

  private static void addWindows(Slice.Windows windows, long liveFrom, List<Slice> slices) {
    TimeRange span = windows.span();
    long boundary = Math.clamp(liveFrom, span.from(), span.to());
    if (span.from() < boundary) {
      slices.add(new Slice.Stored(windows.grain(), new TimeRange(span.from(), boundary)));
    }
    if (boundary < span.to()) {
      slices.add(new Slice.Live(windows.grain(), new TimeRange(boundary, span.to())));
    }
  }

  private static List<Slice> cut(TimeRange range, Grain widest) {
    var slices = new ArrayList<Slice>();
    cut(range, WIDEST_FIRST.subList(WIDEST_FIRST.indexOf(widest), WIDEST_FIRST.size()), slices);
    return slices;
  }

  private static void cut(TimeRange range, List<Grain> grains, List<Slice> slices) {
    if (range.isEmpty()) {
      return;
    }
    if (grains.isEmpty()) {
      slices.add(new Slice.Raw(range));
      return;
    }
    Grain grain = grains.getFirst();
    List<Grain> finer = grains.subList(1, grains.size());
    long first = grain.windowStart(range.from() + grain.widthMs() - 1);
    long last = grain.windowStart(range.to());
    if (first >= last) {
      cut(range, finer, slices);
      return;
    }
    cut(new TimeRange(range.from(), first), finer, slices);
    slices.add(new Slice.Stored(grain, new TimeRange(first, last)));
    cut(new TimeRange(last, range.to()), finer, slices);
  }
}
