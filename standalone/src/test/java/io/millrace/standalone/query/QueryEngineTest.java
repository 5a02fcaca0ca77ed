package io.millrace.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.TestDatabase;
import io.millrace.engine.WithClickHouse;
import io.millrace.query.clickhouse.ClickHouseClient;
import io.millrace.query.clickhouse.ClickHouseFailed;
import io.millrace.query.clickhouse.ClickHouseFailure;
import io.millrace.query.clickhouse.ReadLimits;
import io.millrace.query.clickhouse.SqlStatement;
import io.millrace.query.plan.DimensionFilter;
import io.millrace.query.plan.Query;
import io.millrace.query.plan.QueryEngine;
import io.millrace.query.plan.QueryResult;
import io.millrace.query.plan.TimeRange;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.warehouse.WarehouseMigration;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@WithClickHouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryEngineTest {
  private static final int QUERIES = 120;
  private static final long MINUTE = Grain.MINUTE.widthMs();
  private static final long END = QueryFixture.FIRST + QueryFixture.DAYS * Grain.DAY.widthMs();

  /** Windows from the fourth day on come from the store, then. */
  private static final Instant NOW = Instant.ofEpochMilli(END - Duration.ofHours(12).toMillis());

  private final QueryFixture shop = QueryFixture.random(7, 6_000);
  private final ClickHouseClient clickHouse;
  private final QueryEngine engine;
  private final TestDatabase database;

  QueryEngineTest(TestDatabase database) {
    this.database = database;
    clickHouse =
        new ClickHouseClient(
            new ServiceSettings.ClickHouseEndpoint(
                database.url().toString(), "default", "", database.name()));
    engine = new QueryEngine(shop, clickHouse, _ -> OptionalLong.of(42), InstantSource.fixed(NOW));
  }

  @BeforeAll
  void fill() throws SQLException {
    WarehouseMigration.migrate(database.url().toString(), "default", "", database.name());
    shop.insertInto(database);
  }

  @AfterAll
  void close() {
    clickHouse.close();
  }

  @Test
  void answersTheSameFromEverySource() {
    var random = new Random(11);
    for (int i = 0; i < QUERIES; i++) {
      Query query = random(random, MINUTE, Optional.empty());
      List<List<Object>> expected = NaiveAnswer.rows(query, shop);
      for (SourceKind kind : SourceKind.values()) {
        Query forced = forced(query, kind);
        assertThat(engine.answer(forced).rows()).as("%s", forced).isEqualTo(expected);
      }
    }
  }

  @Test
  void answersFromAllSourcesTogetherAsFromTheEvents() {
    var random = new Random(13);
    for (int i = 0; i < QUERIES; i++) {
      Query query = random(random, 1, Optional.empty());
      QueryResult answer = engine.answer(query);
      assertThat(answer.rows()).as("%s", query).isEqualTo(NaiveAnswer.rows(query, shop));
      assertThat(answer.sources().getFirst().from())
          .isEqualTo(Instant.ofEpochMilli(query.range().from()).toString());
      assertThat(answer.sources().getLast().to())
          .isEqualTo(Instant.ofEpochMilli(query.range().to()).toString());
    }
  }

  @Test
  void saysWhichSourcesAnsweredAndAsOfWhen() {
    Query query =
        query(new TimeRange(QueryFixture.FIRST + 1, END), List.of(), Optional.of(Grain.DAY), 1_000);
    QueryResult answer = engine.answer(query);
    assertThat(answer.sources().stream().map(QueryResult.Source::kind))
        .containsExactly("events", "rollup", "live");
    assertThat(answer.asOf()).isEqualTo("1970-01-01T00:00:00.042Z");
    assertThat(answer.truncated()).isFalse();
    assertThat(answer.columns().getFirst())
        .isEqualTo(new QueryResult.Column("window", "datetime", 0));
  }

  @Test
  void saysThatThereAreMoreRowsThanTheLimit() {
    List<Dimension> all = Rollup.TRAFFIC.dimensions();
    for (SourceKind kind : SourceKind.values()) {
      Query query =
          forced(
              query(new TimeRange(QueryFixture.FIRST, END), all, Optional.of(Grain.HOUR), 7), kind);
      QueryResult answer = engine.answer(query);
      assertThat(answer.truncated()).isTrue();
      assertThat(answer.rows()).isEqualTo(NaiveAnswer.rows(query, shop));
    }
  }

  @Test
  void endsAStatementThatCostsTooMuch() {
    var limits = new ReadLimits(Duration.ofSeconds(10), 100, 100, 1L << 30);
    assertThatThrownBy(
            () -> clickHouse.read(statement("SELECT visitor FROM events"), limits, _ -> {}))
        .isInstanceOfSatisfying(
            ClickHouseFailed.class,
            failed ->
                assertThat(failed.failure()).isInstanceOf(ClickHouseFailure.TooExpensive.class));
  }

  @Test
  void cannotWrite() {
    assertThatThrownBy(
            () -> clickHouse.read(statement("DROP TABLE events"), ReadLimits.DEFAULT, _ -> {}))
        .isInstanceOf(ClickHouseFailed.class);
    assertThat(database.http().run("SELECT count() FROM events")).isEqualTo("6000");
  }

  @Test
  void tellsAClickHouseThatIsNotThere() {
    try (var nowhere =
        new ClickHouseClient(
            new ServiceSettings.ClickHouseEndpoint("http://127.0.0.1:1", "default", "", "x"))) {
      assertThat(nowhere.reachable()).isFalse();
      assertThatThrownBy(() -> nowhere.read(statement("SELECT 1"), ReadLimits.DEFAULT, _ -> {}))
          .isInstanceOfSatisfying(
              ClickHouseFailed.class,
              failed ->
                  assertThat(failed.failure()).isInstanceOf(ClickHouseFailure.NotReady.class));
    }
    assertThat(clickHouse.reachable()).isTrue();
  }

  private static SqlStatement statement(String sql) {
    return new SqlStatement(sql, Map.of());
  }

  private static Query random(Random random, long step, Optional<SourceKind> source) {
    long steps = (END - QueryFixture.FIRST) / step;
    long from = QueryFixture.FIRST + random.nextLong(steps) * step;
    long to = from + (1 + random.nextLong((END - from) / step)) * step;
    var dimensions = new ArrayList<>(Rollup.TRAFFIC.dimensions());
    Collections.shuffle(dimensions, random);
    var measures = new ArrayList<>(Rollup.TRAFFIC.measures());
    Collections.shuffle(measures, random);
    var grains = new ArrayList<Optional<Grain>>();
    grains.add(Optional.empty());
    List.of(Grain.values()).forEach(grain -> grains.add(Optional.of(grain)));
    return new Query(
        QueryFixture.one(QueryFixture.TENANTS, random),
        Rollup.TRAFFIC,
        measures.subList(0, 1 + random.nextInt(measures.size())),
        dimensions.subList(0, random.nextInt(dimensions.size() + 1)),
        random.nextBoolean() ? List.of() : List.of(filter(random)),
        QueryFixture.one(grains, random),
        new TimeRange(from, to),
        random.nextInt(3) == 0 ? 5 : 10_000,
        source);
  }

  private static DimensionFilter filter(Random random) {
    var values = new HashSet<String>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      values.add(QueryFixture.one(QueryFixture.COUNTRIES, random));
    }
    return new DimensionFilter(Rollup.TRAFFIC.dimension("country").orElseThrow(), values);
  }

  private static Query query(
      TimeRange range, List<Dimension> dimensions, Optional<Grain> grain, int limit) {
    List<Measure> measures = Rollup.TRAFFIC.measures();
    return new Query(
        "shop",
        Rollup.TRAFFIC,
        measures,
        dimensions,
        List.of(),
        grain,
        range,
        limit,
        Optional.empty());
  }

  private static Query forced(Query query, SourceKind kind) {
    return new Query(
        query.tenant(),
        query.rollup(),
        query.measures(),
        query.dimensions(),
        query.filters(),
        query.grain(),
        query.range(),
        query.limit(),
        Optional.of(kind));
  }
}
