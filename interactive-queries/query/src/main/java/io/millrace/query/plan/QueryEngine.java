package io.millrace.query.plan;

import io.millrace.query.clickhouse.ClickHouseFailed;
import io.millrace.query.clickhouse.ClickHouseFailure;
import io.millrace.query.clickhouse.ReadLimits;
import io.millrace.query.clickhouse.WarehouseReads;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.freshness.Visibility;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.EventPosition;
import io.millrace.state.reads.ReadContext;
import io.millrace.state.reads.ReadTerms;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** Executes queries. Thread safe. */
public final class QueryEngine {
  private static final long PAUSE_NANOS = 10_000_000;

  private final LiveRollups live;
  private final WarehouseReads warehouse;
  private final Visibility visibility;
  private final InstantSource clock;

  public QueryEngine(
      LiveRollups live, WarehouseReads warehouse, Visibility visibility, InstantSource clock) {
    this.live = live;
    this.warehouse = warehouse;
    this.visibility = visibility;
    this.clock = clock;
  }

  /** Throws what its sources throw where they are not ready, and a {@code FailureException}. */
  public QueryResult answer(Query query) {
    ReadContext context = ReadContext.current();
    QueryPlan plan = query.plan(clock.millis());
    context.terms().after().ifPresent(position -> awaitVisible(plan, position, context.terms()));
    try {
      return live(query, plan, context);
    } catch (FailureException e) {
      return stored(query, plan, context).orElseThrow(() -> e);
    }
  }

  /** As planned; if live state is part of it, reports its age. */
  private QueryResult live(Query query, QueryPlan plan, ReadContext context) {
    if (plan.live().isEmpty()) {
      return answer(query, plan);
    }
    OptionalLong asOf = asOf(plan);
    OptionalLong ageMs =
        asOf.isEmpty() ? asOf : OptionalLong.of(Math.max(0, clock.millis() - asOf.getAsLong()));
    long bound = context.terms().maxStalenessMs();
    if (bound > 0 && ageMs.orElse(Long.MAX_VALUE) > bound) {
      throw new FailureException(
          new Failure.NotReady(
              ageMs.isEmpty()
                  ? "the lag of the live windows is not known yet"
                  : "the live windows are %,d ms behind the events".formatted(ageMs.getAsLong()),
              1));
    }
    QueryResult answer = answer(query, plan);
    context.served().fromLive(ageMs);
    return answer;
  }

  /** From ClickHouse instead of live state, where the caller's bound on staleness allows it. */
  private Optional<QueryResult> stored(Query query, QueryPlan plan, ReadContext context) {
    QueryPlan stored = query.planWithoutLive();
    long ageMs = clock.millis() - asOf(stored).orElse(0);
    if (query.source().isPresent()
        || plan.live().isEmpty()
        || ageMs > context.terms().maxStalenessMs()) {
      return Optional.empty();
    }
    QueryResult answer = answer(query, stored);
    context.served().fromHistory(ageMs);
    return Optional.of(answer);
  }

  private void awaitVisible(QueryPlan plan, EventPosition position, ReadTerms terms) {
    long deadline = System.nanoTime() + terms.patience().toNanos();
    while (asOf(plan).orElse(Long.MIN_VALUE) < position.acceptedAt()) {
      if (System.nanoTime() > deadline) {
        throw new FailureException(
            new Failure.NotReady(
                "the events of the position are not visible after %d ms"
                    .formatted(terms.patience().toMillis()),
                1));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * The result of one source alone, for a comparison: of the events only those that the rollup
   * counts are read, which are those received since it was defined.
   */
  public QueryResult audited(Query query, SourceKind kind) {
    return answer(query, Planner.audited(kind, query));
  }

  private QueryResult answer(Query query, QueryPlan plan) {
    // Before anything is read: what is visible by then is included, more may be.
    OptionalLong asOf = asOf(plan);
    var groups = new MergedGroups(query);
    readLive(query, plan, groups);
    var stored = new StoredGroups(query, groups);
    if (!plan.stored().isEmpty()) {
      readWindows(query, plan, stored);
    }
    if (!plan.raw().isEmpty()) {
      warehouse.read(QuerySql.events(query, plan.raw()), ReadLimits.DEFAULT, stored);
    }
    return QueryResultBuilder.of(query, plan, groups, asOf);
  }

  /** The table of a tenant's own rollup comes with its first row. */
  private void readWindows(Query query, QueryPlan plan, StoredGroups stored) {
    try {
      warehouse.read(QuerySql.windows(query, plan.stored()), ReadLimits.DEFAULT, stored);
    } catch (ClickHouseFailed e) {
      if (query.rollup().isBuiltIn() || !(e.failure() instanceof ClickHouseFailure.NoTable)) {
        throw e;
      }
    }
  }

  private void readLive(Query query, QueryPlan plan, MergedGroups groups) {
    var windows = new LiveGroups(query, groups);
    for (Slice.Live slice : plan.live()) {
      live.scan(query.rollup(), query.tenant(), slice.grain(), slice.span(), windows::add);
    }
  }

  /** The earliest over the sources used; unknown where one of them is. */
  private OptionalLong asOf(QueryPlan plan) {
    long earliest = Long.MAX_VALUE;
    for (QueryPlan.Source source : plan.sources()) {
      OptionalLong asOf = visibility.asOf(source.kind());
      if (asOf.isEmpty()) {
        return asOf;
      }
      earliest = Math.min(earliest, asOf.getAsLong());
    }
    return OptionalLong.of(earliest);
  }
}
