package io.millrace.state.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FreshnessTrackerTest {
  /** What can happen in the pipeline, and a look at it. */
  enum Happening {
    ACCEPT,
    VISIT,
    REDIRECT_ONCE,
    REDIRECT_OFTEN,
    DELIVER,
    MERGE,
    TAKE,
    COMMIT,
    FAIL,
    ASSIGN,
    ASSIGNED,
    SINK_ROWS,
    SINK_EVENTS,
    LOOK
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void neverClaimsAMomentThatASourceDoesNotShow(
      @ForAll("happenings") @Size(min = 300, max = 600) List<Happening> happenings) {
    var pipeline = new PipelineModel();
    var freshness = new FreshnessTracker(pipeline);
    for (Happening happening : happenings) {
      pipeline.tick(30);
      happen(happening, pipeline, freshness);
      assertTrue(freshness, pipeline);
    }
  }

  @Provide
  Arbitrary<List<Happening>> happenings() {
    return Arbitraries.frequency(
            Tuple.of(10, Happening.ACCEPT),
            Tuple.of(10, Happening.VISIT),
            Tuple.of(4, Happening.REDIRECT_ONCE),
            Tuple.of(2, Happening.REDIRECT_OFTEN),
            Tuple.of(10, Happening.DELIVER),
            Tuple.of(10, Happening.MERGE),
            Tuple.of(10, Happening.TAKE),
            Tuple.of(10, Happening.COMMIT),
            Tuple.of(1, Happening.FAIL),
            Tuple.of(1, Happening.ASSIGN),
            Tuple.of(2, Happening.ASSIGNED),
            Tuple.of(5, Happening.SINK_ROWS),
            Tuple.of(5, Happening.SINK_EVENTS),
            Tuple.of(40, Happening.LOOK))
        .list();
  }

  @Test
  void movesOnWithTheClockWhenNothingHappens() {
    var pipeline = new PipelineModel();
    var freshness = new FreshnessTracker(pipeline);
    runAll(pipeline, freshness, 20);
    long now = pipeline.now();
    runAll(pipeline, freshness, 20);
    for (SourceKind kind : SourceKind.values()) {
      assertThat(freshness.asOf(kind).orElseThrow()).isGreaterThan(now);
    }
  }

  @Test
  void knowsNothingAtFirst() {
    assertThat(new FreshnessTracker(new PipelineModel()).asOf(SourceKind.LIVE)).isEmpty();
  }

  @Test
  void waitsForTheSinkInClickHouseOnly() {
    var pipeline = new PipelineModel();
    var freshness = new FreshnessTracker(pipeline);
    runAll(pipeline, freshness, 20);
    pipeline.accept();
    long accepted = pipeline.now();
    for (int i = 0; i < 20; i++) {
      runStreams(pipeline);
      freshness.step();
    }
    assertThat(freshness.asOf(SourceKind.LIVE).orElseThrow()).isGreaterThan(accepted);
    assertThat(freshness.asOf(SourceKind.ROLLUP).orElseThrow()).isLessThanOrEqualTo(accepted);
    assertThat(freshness.asOf(SourceKind.EVENTS).orElseThrow()).isLessThanOrEqualTo(accepted);
    runAll(pipeline, freshness, 20);
    assertThat(freshness.asOf(SourceKind.ROLLUP).orElseThrow()).isGreaterThan(accepted);
    assertThat(freshness.asOf(SourceKind.EVENTS).orElseThrow()).isGreaterThan(accepted);
  }

  @Test
  void catchesUpAfterALongStandstill() {
    var pipeline = new PipelineModel();
    var freshness = new FreshnessTracker(pipeline);
    runAll(pipeline, freshness, 20);
    for (int i = 0; i < 10 * FreshnessStage.MAX_MARKS; i++) {
      pipeline.tick(200);
      pipeline.accept();
      freshness.step();
    }
    long end = pipeline.now();
    runAll(pipeline, freshness, 20);
    assertThat(freshness.asOf(SourceKind.LIVE).orElseThrow()).isGreaterThan(end);
  }

  @Test
  void committedWindowsGoOnWhilePartitionsAreBeingAssigned() {
    var pipeline = new PipelineModel();
    var freshness = new FreshnessTracker(pipeline);
    runAll(pipeline, freshness, 20);
    pipeline.untold(true);
    long rows = freshness.asOf(SourceKind.ROLLUP).orElseThrow();
    for (int i = 0; i < 20; i++) {
      pipeline.fail();
      pipeline.accept();
      runAll(pipeline, freshness, 1);
    }
    assertThat(freshness.asOf(SourceKind.LIVE).orElseThrow()).isGreaterThan(pipeline.now() - 3_000);
    pipeline.accept();
    pipeline.untold(false);
    assertThat(freshness.asOf(SourceKind.ROLLUP).orElseThrow()).isLessThan(rows + 3_000);
    runAll(pipeline, freshness, 20);
    assertThat(freshness.asOf(SourceKind.ROLLUP).orElseThrow())
        .isGreaterThan(pipeline.now() - 3_000);
  }

  private static void happen(
      Happening happening, PipelineModel pipeline, FreshnessTracker freshness) {
    switch (happening) {
      case ACCEPT -> pipeline.accept();
      case VISIT -> pipeline.visit();
      case REDIRECT_ONCE -> pipeline.redirect(1);
      case REDIRECT_OFTEN -> pipeline.redirect(FreshnessTracker.MAX_HOPS);
      case DELIVER -> pipeline.deliver();
      case MERGE -> pipeline.merge();
      case TAKE -> pipeline.take();
      case COMMIT -> pipeline.commit();
      case FAIL -> pipeline.fail();
      case ASSIGN -> pipeline.untold(true);
      case ASSIGNED -> pipeline.untold(false);
      case SINK_ROWS -> pipeline.sinkRows();
      case SINK_EVENTS -> pipeline.sinkEvents();
      case LOOK -> freshness.step();
    }
  }

  private static void assertTrue(FreshnessTracker freshness, PipelineModel pipeline) {
    freshness.asOf(SourceKind.LIVE).ifPresent(at -> assertThat(pipeline.liveShows(at)).isTrue());
    freshness
        .asOf(SourceKind.ROLLUP)
        .ifPresent(at -> assertThat(pipeline.rollupShows(at)).isTrue());
    OptionalLong events = freshness.asOf(SourceKind.EVENTS);
    events.ifPresent(at -> assertThat(pipeline.eventsShow(at)).isTrue());
  }

  private static void runAll(PipelineModel pipeline, FreshnessTracker freshness, int steps) {
    for (int i = 0; i < steps; i++) {
      runStreams(pipeline);
      pipeline.sinkRows();
      pipeline.sinkEvents();
      freshness.step();
    }
  }

  private static void runStreams(PipelineModel pipeline) {
    pipeline.tick(200);
    pipeline.visit();
    pipeline.deliver();
    pipeline.merge();
    pipeline.take();
    pipeline.commit();
  }
}
