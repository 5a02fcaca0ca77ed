package io.millrace.interactivequeries.audit;

import io.millrace.interactivequeries.clickhouse.ClickHouseFailed;
import io.millrace.interactivequeries.problem.Refusal;
import io.millrace.interactivequeries.query.Answer;
import io.millrace.interactivequeries.query.LiveHorizon;
import io.millrace.interactivequeries.query.Query;
import io.millrace.interactivequeries.query.QueryEngine;
import io.millrace.interactivequeries.query.SourceKind;
import io.millrace.interactivequeries.query.Span;
import io.millrace.interactivequeries.query.Visibility;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares windows in the store and in ClickHouse with a recomputation from the raw events. Thread
 * safe.
 *
 * <p>The sources are never at one moment together: events arrive between two reads. So a difference
 * is drift only if it is there again, with the very same values, after every source has shown all
 * that was accepted before it was first seen: had one source only been behind, its value would have
 * changed.
 */
@Singleton
final class Auditor {
  private static final int ATTEMPTS = 4;

  /** Rows of a day may wait a minute before they go out. */
  private static final Duration PATIENCE = Duration.ofSeconds(75);

  private static final long LOOK_EVERY_MS = 100;

  private final QueryEngine engine;
  private final Visibility visibility;
  private final InstantSource clock;

  Auditor(QueryEngine engine, Visibility visibility, InstantSource clock) {
    this.engine = engine;
    this.visibility = visibility;
    this.clock = clock;
  }

  /** Windows that end by then are shown whole by all sources, but for what comes late. */
  OptionalLong closedBefore() {
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
  Finding check(String tenant, Rollup rollup, Grain grain, Span span) throws InterruptedException {
    try {
      return settled(tenant, rollup, grain, span);
    } catch (Refusal | ClickHouseFailed e) {
      return new Finding.Unsettled(String.valueOf(e.getMessage()));
    }
  }

  private Finding settled(String tenant, Rollup rollup, Grain grain, Span span)
      throws InterruptedException {
    List<Drift> before = List.of();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Drift> now = differences(tenant, rollup, grain, span);
      if (now.isEmpty()) {
        return new Finding.Equal();
      }
      List<Drift> still = now.stream().filter(before::contains).toList();
      if (!still.isEmpty()) {
        return new Finding.Differs(still);
      }
      before = now;
      if (!shownBy(clock.millis())) {
        return new Finding.Unsettled("a source does not show what was accepted a while ago");
      }
    }
    return new Finding.Unsettled("the windows kept changing");
  }

  private List<Drift> differences(String tenant, Rollup rollup, Grain grain, Span span) {
    Comparison series = compare(query(tenant, rollup, rollup.dimensions(), grain, span));
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

  /** More series than one answer holds: fewer windows at a time, or one window's totals. */
  private List<Drift> tooLarge(String tenant, Rollup rollup, Grain grain, Span span) {
    long middle = grain.windowStart(span.from() + (span.to() - span.from()) / 2);
    if (middle == span.from()) {
      return totals(tenant, rollup, grain, span);
    }
    var differences = new ArrayList<Drift>();
    differences.addAll(differences(tenant, rollup, grain, new Span(span.from(), middle)));
    differences.addAll(differences(tenant, rollup, grain, new Span(middle, span.to())));
    return differences;
  }

  private List<Drift> totals(String tenant, Rollup rollup, Grain grain, Span span) {
    Comparison totals = compare(query(tenant, rollup, List.of(), grain, span));
    if (totals == null) {
      throw new IllegalStateException("a span must have fewer windows than an answer has rows");
    }
    return totals.differences(Set.of());
  }

  /** Nothing where an answer did not hold all series. */
  private @Nullable Comparison compare(Query query) {
    var comparison = new Comparison(query);
    for (SourceKind kind : sources(query.range())) {
      Answer answer = engine.audited(query, kind);
      if (answer.truncated()) {
        return null;
      }
      comparison.add(kind, answer);
    }
    return comparison;
  }

  private Set<SourceKind> sources(Span span) {
    return span.from() >= LiveHorizon.start(clock.millis())
        ? EnumSet.allOf(SourceKind.class)
        : EnumSet.of(SourceKind.ROLLUP, SourceKind.EVENTS);
  }

  private static Query query(
      String tenant, Rollup rollup, List<Dimension> dimensions, Grain grain, Span span) {
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

  /** Waits until every source shows what was accepted before the moment. */
  private boolean shownBy(long moment) throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE.toNanos()) {
      OptionalLong shown = closedBefore();
      if (shown.isPresent() && shown.getAsLong() > moment) {
        return true;
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
    return false;
  }
}
