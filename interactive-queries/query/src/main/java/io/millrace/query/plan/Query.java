package io.millrace.query.plan;

import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.state.freshness.SourceKind;
import java.util.List;
import java.util.Optional;

/**
 * A valid query: every name in it is one of the rollup's.
 *
 * @param tenant whose events are counted; from the caller's key only
 * @param grain the width of the result's buckets; without one the range is one bucket
 * @param source the one source to read, if the caller insists
 */
public record Query(
    String tenant,
    Rollup rollup,
    List<Measure> measures,
    List<Dimension> dimensions,
    List<DimensionFilter> filters,
    Optional<Grain> grain,
    TimeRange range,
    int limit,
    Optional<SourceKind> source) {
  public static final int DEFAULT_LIMIT = 1_000;
  public static final int MAX_LIMIT = 100_000;

  public Query {
    measures = List.copyOf(measures);
    dimensions = List.copyOf(dimensions);
    filters = List.copyOf(filters);
  }

  /** The widest possible window: it must not span two buckets. */
  Grain widestWindow() {
    return grain.orElse(Grain.DAY);
  }

  /** What it would be if no window were in the store any more. */
  QueryPlan planWithoutLive() {
    return planFrom(Long.MAX_VALUE);
  }

  QueryPlan plan(long nowMs) {
    return source
        .map(kind -> Planner.forced(kind, range, widestWindow()))
        .orElseGet(() -> planFrom(LiveHorizon.start(nowMs)));
  }

  /** What was counted before the rollup is in force may lack events. */
  private QueryPlan planFrom(long liveFrom) {
    return rollup.activating()
        ? Planner.forced(SourceKind.EVENTS, range, widestWindow())
        : Planner.plan(range, widestWindow(), liveFrom).completedBefore(rollup.since());
  }
}
