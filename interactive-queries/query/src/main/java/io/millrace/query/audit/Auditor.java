package io.millrace.query.audit;

import io.millrace.query.clickhouse.ClickHouseFailed;
import io.millrace.query.plan.LiveHorizon;
import io.millrace.query.plan.Query;
import io.millrace.query.plan.QueryEngine;
import io.millrace.query.plan.QueryResult;
import io.millrace.query.plan.TimeRange;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.freshness.Visibility;
import io.millrace.state.problem.FailureException;
import io.millrace.state.retry.Backoff;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares windows in the store and in ClickHouse with a recomputation from the raw events. Thread
 * safe.
 *
 * <p>The sources are never at the same time: events arrive between two reads. So a difference is
 * drift only if it is found again, with the very same values, after every source has shown
 * everything accepted before it was first seen: if one source had only lagged, its value would have
 * changed. And what was once seen without a difference is right, whatever arrives late afterwards:
 * only what differed in the first comparison is compared again.
 */
@Singleton
public final class Auditor {
  /** Rows of a day may wait a minute before they go out. */
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  /** Between comparisons; most differences are late events that are being processed. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** A measure of a window of a series, whatever the sources say of it. */
  private record WindowMeasure(String window, Map<String, String> dimensions, String measure) {
    static WindowMeasure of(Drift drift) {
      return new WindowMeasure(drift.window(), drift.dimensions(), drift.measure());
    }
  }

  /** A difference, and since when it has had these values. */
  private record ObservedDrift(Drift drift, long since) {}

  private final QueryEngine engine;
  private final Visibility visibility;
  private final InstantSource clock;

  Auditor(QueryEngine engine, Visibility visibility, InstantSource clock) {
    this.engine = engine;
    this.visibility = visibility;
    this.clock = clock;
  }

  /** Windows that end by then are shown whole by all sources, but for what comes late. */
  public OptionalLong closedBefore() {
    long earliest = Long.MAX_VALUE;
    for (SourceKind kind : SourceKind.values()) {
      OptionalLong asOf = visibility.asOf(kind);
      if (asOf.isEmpty()) {
        return asOf;
      }
      earliest = Math.min(earliest, asOf.getAsLong());
    }
    return OptionalLong.of(earliest);
  }

  /**
   * Compares the windows of a grain that start in the span.
   *
   * @param span starts and ends on windows
   */
  public AuditResult check(String tenant, Rollup rollup, Grain grain, TimeRange span)
      throws InterruptedException {
    try {
      return settled(tenant, rollup, grain, span);
    } catch (FailureException | ClickHouseFailed e) {
      return new AuditResult.Unsettled(String.valueOf(e.getMessage()));
    }
  }

  private AuditResult settled(String tenant, Rollup rollup, Grain grain, TimeRange span)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<WindowMeasure, ObservedDrift> open = seen(differences(tenant, rollup, grain, span));
    var pause = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    while (!open.isEmpty()) {
      if (System.nanoTime() > deadline) {
        return new AuditResult.Unsettled(
            "a source lags behind ingestion, or the windows kept changing during the comparison");
      }
      pause.await();
      long shown = closedBefore().orElse(Long.MIN_VALUE);
      open = stillOpen(open, seen(differences(tenant, rollup, grain, span)));
      List<Drift> still =
          open.values().stream()
              .filter(seen -> seen.since < shown)
              .map(ObservedDrift::drift)
              .toList();
      if (!still.isEmpty()) {
        return new AuditResult.Differs(still);
      }
    }
    return new AuditResult.Equal();
  }

  private Map<WindowMeasure, ObservedDrift> seen(List<Drift> differences) {
    long now = clock.millis();
    var seen = new LinkedHashMap<WindowMeasure, ObservedDrift>();
    differences.forEach(drift -> seen.put(WindowMeasure.of(drift), new ObservedDrift(drift, now)));
    return seen;
  }

  /** Without what has become equal; other values are a new difference. */
  private static Map<WindowMeasure, ObservedDrift> stillOpen(
      Map<WindowMeasure, ObservedDrift> before, Map<WindowMeasure, ObservedDrift> now) {
    var open = new LinkedHashMap<WindowMeasure, ObservedDrift>();
    before.forEach(
        (place, seen) -> {
          ObservedDrift again = now.get(place);
          if (again != null) {
            open.put(place, again.drift.equals(seen.drift) ? seen : again);
          }
        });
    return open;
  }

  private List<Drift> differences(String tenant, Rollup rollup, Grain grain, TimeRange span) {
    AuditComparison series = compare(query(tenant, rollup, rollup.dimensions(), grain, span));
    if (series == null) {
      return tooLarge(tenant, rollup, grain, span);
    }
    Set<String> pastCeiling = series.windowsPastTheCeiling();
    List<Drift> differences = new ArrayList<>(series.differences(pastCeiling));
    if (!pastCeiling.isEmpty()) {
      differences.addAll(totals(tenant, rollup, grain, span));
    }
    return differences;
  }

  /** More series than one result holds: fewer windows at a time, or one window's totals. */
  private List<Drift> tooLarge(String tenant, Rollup rollup, Grain grain, TimeRange span) {
    long middle = grain.windowStart(span.from() + (span.to() - span.from()) / 2);
    if (middle == span.from()) {
      return totals(tenant, rollup, grain, span);
    }
    var differences = new ArrayList<Drift>();
    differences.addAll(differences(tenant, rollup, grain, new TimeRange(span.from(), middle)));
    differences.addAll(differences(tenant, rollup, grain, new TimeRange(middle, span.to())));
    return differences;
  }

  private List<Drift> totals(String tenant, Rollup rollup, Grain grain, TimeRange span) {
    AuditComparison totals = compare(query(tenant, rollup, List.of(), grain, span));
    if (totals == null) {
      throw new IllegalStateException("a span must have fewer windows than an answer has rows");
    }
    return totals.differences(Set.of());
  }

  /** Null if a result did not hold all series. */
  private @Nullable AuditComparison compare(Query query) {
    var comparison = new AuditComparison(query);
    for (SourceKind kind : sources(query.range())) {
      QueryResult answer = engine.audited(query, kind);
      if (answer.truncated()) {
        return null;
      }
      comparison.add(kind, answer);
    }
    return comparison;
  }

  private Set<SourceKind> sources(TimeRange span) {
    return span.from() >= LiveHorizon.start(clock.millis())
        ? EnumSet.allOf(SourceKind.class)
        : EnumSet.of(SourceKind.ROLLUP, SourceKind.EVENTS);
  }

  private static Query query(
      String tenant, Rollup rollup, List<Dimension> dimensions, Grain grain, TimeRange span) {
    return new Query(
        tenant,
        rollup,
        rollup.measures(),
        dimensions,
        List.of(),
        Optional.of(grain),
        span,
        Query.MAX_LIMIT,
        Optional.empty());
  }
}
