package io.millrace.query.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.rollup.Grain;
import io.millrace.state.freshness.SourceKind;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final long YEAR_MS = 366 * 86_400_000L;
  private static final long DAY_0 = Instant.parse("2015-05-17T00:00:00Z").toEpochMilli();

  @Property
  void coversEachMomentExactlyOnce(
      @ForAll @LongRange(min = 0, max = YEAR_MS) long from,
      @ForAll @LongRange(min = 1, max = 4 * 86_400_000L) long length,
      @ForAll Grain widest,
      @ForAll @LongRange(min = -5, max = 5) long liveDay) {
    var range = new TimeRange(DAY_0 + from, DAY_0 + from + length);
    long liveFrom = Grain.DAY.windowStart(range.from()) + liveDay * Grain.DAY.widthMs();

    long next = range.from();
    for (Slice slice : Planner.plan(range, widest, liveFrom).slices()) {
      assertThat(slice.span().from()).isEqualTo(next);
      assertThat(slice.span().isEmpty()).isFalse();
      next = slice.span().to();
    }
    assertThat(next).isEqualTo(range.to());
  }

  @Property
  void takesOnlyWholeWindowsThatFitTheBucket(
      @ForAll @LongRange(min = 0, max = YEAR_MS) long from,
      @ForAll @LongRange(min = 1, max = 4 * 86_400_000L) long length,
      @ForAll Grain bucket) {
    var range = new TimeRange(DAY_0 + from, DAY_0 + from + length);
    for (Slice slice : Planner.plan(range, bucket, DAY_0).slices()) {
      switch (slice) {
        case Slice.Windows windows -> {
          long width = windows.grain().widthMs();
          assertThat(bucket.widthMs() % width).isZero();
          assertThat(windows.span().from() % width).isZero();
          assertThat(windows.span().to() % width).isZero();
        }
        case Slice.Raw raw ->
            assertThat(raw.span().to() - raw.span().from()).isLessThan(Grain.MINUTE.widthMs() * 2);
      }
    }
  }

  @Property
  void takesYoungWindowsFromTheStoreAndOlderOnesFromClickHouse(
      @ForAll @LongRange(min = 0, max = 30) long firstDay,
      @ForAll @LongRange(min = 1, max = 30) long days,
      @ForAll @LongRange(min = 0, max = 60) long liveDay) {
    long day = Grain.DAY.widthMs();
    long liveFrom = DAY_0 + liveDay * day;
    var range = new TimeRange(DAY_0 + firstDay * day, DAY_0 + (firstDay + days) * day);
    for (Slice slice : Planner.plan(range, Grain.DAY, liveFrom).slices()) {
      SourceKind expected = slice.span().from() >= liveFrom ? SourceKind.LIVE : SourceKind.ROLLUP;
      assertThat(slice.kind()).isEqualTo(expected);
    }
  }

  @Test
  void cutsEdgesFinerAndFiner() {
    var range = span("2015-05-17T22:58:59.500Z", "2015-05-20T01:01:00Z");
    assertThat(Planner.plan(range, Grain.DAY, at("2015-05-19T00:00:00Z")).slices())
        .containsExactly(
            new Slice.Raw(span("2015-05-17T22:58:59.500Z", "2015-05-17T22:59:00Z")),
            new Slice.Stored(Grain.MINUTE, span("2015-05-17T22:59:00Z", "2015-05-17T23:00:00Z")),
            new Slice.Stored(Grain.HOUR, span("2015-05-17T23:00:00Z", "2015-05-18T00:00:00Z")),
            new Slice.Stored(Grain.DAY, span("2015-05-18T00:00:00Z", "2015-05-19T00:00:00Z")),
            new Slice.Live(Grain.DAY, span("2015-05-19T00:00:00Z", "2015-05-20T00:00:00Z")),
            new Slice.Live(Grain.HOUR, span("2015-05-20T00:00:00Z", "2015-05-20T01:00:00Z")),
            new Slice.Live(Grain.MINUTE, span("2015-05-20T01:00:00Z", "2015-05-20T01:01:00Z")));
  }

  @Test
  void namesNeighbouringSlicesOfOneKindAsOneSource() {
    var range = span("2015-05-17T22:58:59.500Z", "2015-05-20T01:01:00Z");
    assertThat(Planner.plan(range, Grain.DAY, at("2015-05-19T00:00:00Z")).sources())
        .containsExactly(
            source(SourceKind.EVENTS, "2015-05-17T22:58:59.500Z", "2015-05-17T22:59:00Z"),
            source(SourceKind.ROLLUP, "2015-05-17T22:59:00Z", "2015-05-19T00:00:00Z"),
            source(SourceKind.LIVE, "2015-05-19T00:00:00Z", "2015-05-20T01:01:00Z"));
  }

  @Property
  void takesAllFromAForcedSource(
      @ForAll SourceKind kind,
      @ForAll @LongRange(min = 0, max = 10_000) long fromMinute,
      @ForAll @LongRange(min = 1, max = 10_000) long minutes) {
    long minute = Grain.MINUTE.widthMs();
    var range = new TimeRange(DAY_0 + fromMinute * minute, DAY_0 + (fromMinute + minutes) * minute);
    assertThat(Planner.forced(kind, range, Grain.DAY).sources())
        .isEqualTo(List.of(new QueryPlan.Source(kind, range)));
  }

  @Test
  void trustsTheStoreFromTheDayBeforeYesterdaysMidnightAtMost() {
    assertThat(LiveHorizon.start(at("2015-05-20T23:59:59Z"))).isEqualTo(at("2015-05-19T00:00:00Z"));
    assertThat(LiveHorizon.start(at("2015-05-20T00:00:00Z"))).isEqualTo(at("2015-05-19T00:00:00Z"));
  }

  @Test
  void trustsTheStoreLessLongThanItKeepsWindows() {
    assertThat(LiveHorizon.TRUSTED.plusDays(1)).isLessThan(LiveHorizon.KEPT);
    assertThat(LiveHorizon.TRUSTED).isPositive();
  }

  private static QueryPlan.Source source(SourceKind kind, String from, String to) {
    return new QueryPlan.Source(kind, span(from, to));
  }

  private static TimeRange span(String from, String to) {
    return new TimeRange(at(from), at(to));
  }

  private static long at(String moment) {
    return Instant.parse(moment).toEpochMilli();
  }
}
