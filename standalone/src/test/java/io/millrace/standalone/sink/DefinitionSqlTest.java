package io.millrace.standalone.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.engine.TestDatabase;
import io.millrace.engine.WithClickHouse;
import io.millrace.query.clickhouse.ClickHouseClient;
import io.millrace.query.plan.Query;
import io.millrace.query.plan.QueryEngine;
import io.millrace.query.plan.QueryResult;
import io.millrace.query.plan.TimeRange;
import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupJson;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.warehouse.WarehouseMigration;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One definition, one meaning: random filters, dimensions and every kind of measure, folded in Java
 * as the stream folds them, as SQL over the events, and as rows that went through the sink.
 */
@WithClickHouse
class DefinitionSqlTest {
  private static final Instant BASE = Instant.parse("2026-05-20T10:00:00Z");
  private static final List<String> FIELDS =
      List.of("properties.a", "properties.b", "country", "name", "money.amount", "money.currency");
  private static final List<String> NUMBERS =
      List.of("properties.a", "properties.b", "money.amount");
  private static final List<String> VALUES = List.of("PL", "1", "0.5", "true", "", "x'y", "EUR");

  private final TestDatabase database;

  DefinitionSqlTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void theFoldTheEventsAndTheRowsAgree() throws Exception {
    String url = database.url().toString();
    WarehouseMigration.migrate(url, "default", "", database.name());
    var random = new Random(5);
    List<Event> events = events(random, 400);
    try (var sink = new TestSink(url, database.name());
        var clickHouse =
            new ClickHouseClient(
                new ServiceSettings.ClickHouseEndpoint(url, "default", "", database.name()))) {
      for (Event event : events) {
        sink.produce(TestSink.TOPICS.enriched(), 0, event);
      }
      List<Rollup> rollups = new ArrayList<>(Rollup.BUILT_IN);
      for (int i = 0; i < 40; i++) {
        rollups.add(defined(random, i));
      }
      for (Rollup rollup : rollups) {
        fold(rollup, events)
            .forEach(
                (series, state) ->
                    sink.produce(
                        TestSink.TOPICS.rollup(rollup.id()),
                        0,
                        RollupRow.of(
                            rollup, new RollupKey(series, Grain.DAY, day()), 0, 1, state)));
      }
      sink.start();
      sink.deliverAll(1_000);
      QueryEngine engine =
          new QueryEngine(
              (rollup, tenant, grain, span, windows) ->
                  fold(rollup, events)
                      .forEach(
                          (series, state) ->
                              windows.accept(new RollupKey(series, Grain.DAY, day()), state)),
              clickHouse,
              _ -> OptionalLong.of(0),
              InstantSource.fixed(BASE));
      for (Rollup rollup : rollups) {
        QueryResult live = engine.answer(query(rollup, SourceKind.LIVE));
        String definition = RollupJson.write(rollup).toString();
        for (SourceKind kind : List.of(SourceKind.EVENTS, SourceKind.ROLLUP)) {
          assertThat(rounded(engine.answer(query(rollup, kind))))
              .as("%s of %s", kind, definition)
              .isEqualTo(rounded(live));
        }
      }
      Rollup mine = rollups.get(Rollup.BUILT_IN.size());
      assertThat(
              database
                  .http()
                  .run("SELECT sum(n) FROM `rollup_shop_R_mine0` WHERE grain = '1d'")
                  .strip())
          .isEqualTo(String.valueOf(events.stream().filter(mine::counts).count()));
    }
  }

  private static long day() {
    return Grain.DAY.windowStart(BASE.toEpochMilli());
  }

  /** Two libraries' exponentials differ in the last bit of a quantile. */
  private static List<List<Object>> rounded(QueryResult answer) {
    return answer.rows().stream()
        .map(row -> row.stream().map(DefinitionSqlTest::rounded).toList())
        .toList();
  }

  private static Object rounded(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(one -> one == null ? "none" : "%.10g".formatted((Double) one))
          .toList();
    }
    return value == null ? "none" : value instanceof BigDecimal sum ? sum.toPlainString() : value;
  }

  private static Map<RollupSeries, RollupState> fold(Rollup rollup, List<Event> events) {
    var states = new HashMap<RollupSeries, RollupState>();
    for (Event event : events) {
      if (rollup.counts(event)) {
        states
            .computeIfAbsent(rollup.series(event), _ -> RollupState.zero(rollup))
            .add(rollup, event);
      }
    }
    return states;
  }

  private static Query query(Rollup rollup, SourceKind source) {
    return new Query(
        "shop",
        rollup,
        rollup.measures(),
        rollup.dimensions(),
        List.of(),
        Optional.of(Grain.DAY),
        new TimeRange(day(), day() + Grain.DAY.widthMs()),
        10_000,
        Optional.of(source));
  }

  private static List<Event> events(Random random, int size) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < size; i++) {
      events.add(event(random, i));
    }
    return events;
  }

  private static Event event(Random random, int number) {
    var texts = new HashMap<String, String>();
    var numbers = new HashMap<String, Double>();
    var booleans = new HashMap<String, Boolean>();
    for (String name : List.of("a", "b", "query", "campaign", "position", "cost", "category")) {
      switch (random.nextInt(4)) {
        case 0 -> texts.put(name, VALUES.get(random.nextInt(VALUES.size())));
        case 1 -> numbers.put(name, number(random));
        case 2 -> booleans.put(name, random.nextBoolean());
        default -> {}
      }
    }
    Money money =
        random.nextBoolean()
            ? Money.NONE
            : new Money(BigDecimal.valueOf(random.nextInt(2_000_000) - 500_000, 4), "EUR");
    return new Event(
        "shop",
        "id-" + number,
        one(random, List.of(EventType.values())),
        List.of("Ad Impression", "Ad Click", "Search Result Clicked").get(random.nextInt(3)),
        "visitor-" + random.nextInt(50),
        "",
        "",
        BASE.toEpochMilli() + random.nextInt(3_600_000),
        BASE.toEpochMilli(),
        false,
        Page.NONE,
        "",
        Campaign.NONE,
        Device.NONE,
        random.nextBoolean() ? "PL" : "DE",
        "",
        money,
        new Properties(texts, numbers, booleans));
  }

  private static double number(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> random.nextInt(5);
      case 2 -> random.nextInt(10) / 2.0;
      case 3 -> random.nextGaussian() * 1e20;
      case 4 -> random.nextGaussian() * 1e-7;
      case 5 -> random.nextInt() * 12345.678;
      case 6 -> 0.00005 * random.nextInt(20);
      default -> random.nextGaussian() * 100;
    };
  }

  private static Rollup defined(Random random, int number) throws Exception {
    var dimensions = new TreeMap<String, String>();
    for (int i = random.nextInt(3); i > 0; i--) {
      // Names that look like what SQL is made with.
      dimensions.put("d" + (i - 1), one(random, FIELDS));
    }
    String json =
        """
        {"filter": %s, "dimensions": [%s], "measures": [
          {"name": "n", "kind": "count"},
          {"name": "some", "kind": "count", "filter": %s},
          {"name": "total", "kind": "sum", "field": "%s"},
          {"name": "part", "kind": "sum", "field": "%s", "filter": %s},
          {"name": "least", "kind": "min", "field": "%s"},
          {"name": "most", "kind": "max", "field": "%s", "filter": %s},
          {"name": "people", "kind": "distinct", "field": "visitor", "filter": %s},
          {"name": "things", "kind": "distinct", "field": "%s"},
          {"name": "spread", "kind": "quantiles", "field": "%s", "levels": [0, 0.5, 0.9, 1]}]}
        """
            .formatted(
                filter(random, 3),
                String.join(
                    ",",
                    dimensions.entrySet().stream()
                        .map(
                            one ->
                                "{\"name\":\"%s\",\"field\":\"%s\"}"
                                    .formatted(one.getKey(), one.getValue()))
                        .toList()),
                filter(random, 2),
                one(random, NUMBERS),
                one(random, NUMBERS),
                filter(random, 2),
                one(random, NUMBERS),
                one(random, NUMBERS),
                filter(random, 2),
                filter(random, 1),
                one(random, FIELDS),
                one(random, NUMBERS));
    return RollupJson.parse(
        "shop",
        "mine" + number,
        1,
        0,
        new ObjectMapper().readTree(json.replace("part\"", "piece\"")));
  }

  private static String filter(Random random, int depth) {
    int kind = random.nextInt(depth > 0 ? 8 : 5);
    return switch (kind) {
      case 0 ->
          "{\"field\":\"%s\",\"in\":[\"%s\",\"%s\"]}"
              .formatted(one(random, FIELDS), one(random, VALUES), one(random, VALUES));
      case 1 -> "{\"field\":\"%s\",\"exists\":true}".formatted(one(random, FIELDS));
      case 2 ->
          "{\"field\":\"%s\",\"contains\":\"%s\"}"
              .formatted(one(random, FIELDS), one(random, VALUES));
      case 3, 4 ->
          "{\"field\":\"%s\",\"%s\":%s}"
              .formatted(
                  one(random, NUMBERS),
                  one(random, List.of("lt", "lte", "gt", "gte")),
                  random.nextInt(20) / 4.0);
      case 5 -> "{\"not\":%s}".formatted(filter(random, depth - 1));
      case 6 -> "{\"all\":[%s,%s]}".formatted(filter(random, depth - 1), filter(random, depth - 1));
      default ->
          "{\"any\":[%s,%s]}".formatted(filter(random, depth - 1), filter(random, depth - 1));
    };
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
