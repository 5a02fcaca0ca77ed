package io.millrace.topologies;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.rollup.ExtremeState;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.QuantileState;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupJson;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupKind;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.Test;

/**
 * A tenant's own rollup, with every kind of measure, that is changed now and then, against a
 * recomputation from all events.
 */
class DefinedRollupsTest {
  private static final Instant BASE = Instant.parse("2026-05-20T00:00:00Z");
  private static final String DEFINITION =
      """
      {"filter": {"all": [
         {"field": "type", "in": ["purchase", "browse"]},
         {"not": {"field": "properties.color", "equals": "red"}}]},
       "dimensions": [{"name": "color", "field": "properties.color"},
                      {"name": "size", "field": "properties.size"}],
       "measures": [
         {"name": "n", "kind": "count"},
         {"name": "large", "kind": "count", "filter": {"field": "properties.price", "gte": 50}},
         {"name": "total", "kind": "sum", "field": "properties.price"},
         {"name": "least", "kind": "min", "field": "properties.price"},
         {"name": "most", "kind": "max", "field": "properties.price"},
         {"name": "who", "kind": "distinct", "field": "visitor"},
         {"name": "prices", "kind": "quantiles", "field": "properties.price", "levels": [0.5]}]}
      """;

  @Property(tries = 10_000)
  @AddLifecycleHook(TimeBudget.class)
  void everyMeasureIsThatOfARecomputation(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int size) throws Exception {
    var random = new Random(seed);
    try (var running = new RunningTopology()) {
      var sent = new ArrayList<List<Event>>();
      for (int i = 0; i < size; i++) {
        Instant receivedAt = BASE.plusSeconds(20_000L + i);
        if (sent.isEmpty() || random.nextInt(60) == 0) {
          sent.add(new ArrayList<>());
          running.define(definition(rollup(sent.size(), receivedAt.toEpochMilli())));
        }
        Event event = event(random, i, receivedAt);
        sent.getLast().add(event);
        running.send(event);
        if (random.nextInt(5) == 0) {
          running.send(event);
        }
        if (random.nextInt(30) == 0) {
          running.settle();
        }
        if (random.nextInt(40) == 0) {
          running.restart();
        }
      }
      running.settle();
      Map<RollupKey, List<Object>> newest = newest(running.definedRows());
      for (int i = 0; i < sent.size(); i++) {
        String rollup = "mine~" + (i + 1);
        boolean current = i == sent.size() - 1;
        for (Grain grain : Grain.values()) {
          Map<RollupKey, List<Object>> model = model(rollup, sent.get(i), grain);
          var live = new HashMap<RollupKey, List<Object>>();
          running
              .live("shop", rollup, grain, Long.MIN_VALUE, Long.MAX_VALUE)
              .forEach((key, state) -> live.put(key, shown(state.measures())));
          assertThat(live).isEqualTo(model);
          if (current) {
            assertThat(newest).containsAllEntriesOf(model);
          }
        }
      }
    }
  }

  @Test
  void aChangeCountsFromItsMomentOnAndARemovalEndsIt() throws Exception {
    try (var running = new RunningTopology()) {
      running.define(definition(rollup(1, BASE.toEpochMilli())));
      var random = new Random(1);
      running.send(purchase(random, "a", BASE.minusMillis(1)));
      running.send(purchase(random, "b", BASE));
      running.define(definition(rollup(2, BASE.plusSeconds(5).toEpochMilli())));
      running.send(purchase(random, "c", BASE.plusSeconds(4)));
      running.send(purchase(random, "d", BASE.plusSeconds(5)));
      running.define(
          new Definition(
              RollupKind.INSTANCE.wireName(),
              "shop",
              "mine",
              3,
              0,
              RollupKind.INSTANCE.printRemoved(2)));
      running.send(purchase(random, "e", BASE.plusSeconds(6)));
      running.settle();
      assertThat(events(running, "mine~1")).isEqualTo(1);
      assertThat(events(running, "mine~2")).isEqualTo(1);
      assertThat(running.definedRows()).isEmpty();
    }
  }

  private static long events(RunningTopology running, String rollup) {
    return running.live("shop", rollup, Grain.DAY, Long.MIN_VALUE, Long.MAX_VALUE).values().stream()
        .mapToLong(state -> (long) state.measures().getFirst().result())
        .sum();
  }

  private static Rollup rollup(int generation, long since) throws Exception {
    try {
      return RollupJson.parse(
          "shop", "mine", generation, since, new ObjectMapper().readTree(DEFINITION));
    } catch (InvalidDefinition e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static Definition definition(Rollup rollup) {
    return new Definition(
        RollupKind.INSTANCE.wireName(),
        "shop",
        "mine",
        rollup.generation(),
        0,
        RollupKind.INSTANCE.print(rollup));
  }

  private static Event purchase(Random random, String id, Instant at) {
    return Events.event(
        "shop", "v" + random.nextInt(3), id, EventType.PURCHASE, "PL", BASE, at, Properties.NONE);
  }

  private static Event event(Random random, int number, Instant receivedAt) {
    var texts = new HashMap<String, String>();
    var numbers = new HashMap<String, Double>();
    if (random.nextInt(4) > 0) {
      texts.put("color", List.of("red", "green", "blue").get(random.nextInt(3)));
    }
    if (random.nextInt(4) > 0) {
      numbers.put("size", (double) random.nextInt(3));
    }
    if (random.nextInt(4) > 0) {
      numbers.put("price", random.nextInt(1_000_000) / 9973.0 - 20);
    }
    return Events.event(
        "shop",
        "visitor-" + random.nextInt(5),
        "id-" + number,
        List.of(EventType.BROWSE, EventType.PURCHASE, EventType.SEARCH).get(random.nextInt(3)),
        "PL",
        BASE.plusSeconds(random.nextInt(20_000)),
        receivedAt,
        new Properties(texts, numbers, Map.of()));
  }

  private static Map<RollupKey, List<Object>> model(String rollup, List<Event> events, Grain grain)
      throws Exception {
    var groups = new HashMap<RollupKey, List<Event>>();
    for (Event event : events) {
      String color = event.properties().texts().getOrDefault("color", "");
      if (event.type() != EventType.SEARCH && !color.equals("red")) {
        Double size = event.properties().numbers().get("size");
        var series =
            new RollupSeries(
                "shop", rollup, List.of(color, size == null ? "" : "" + size.intValue()));
        long start = event.occurredAt() - Math.floorMod(event.occurredAt(), grain.widthMs());
        groups
            .computeIfAbsent(new RollupKey(series, grain, start), _ -> new ArrayList<>())
            .add(event);
      }
    }
    var model = new HashMap<RollupKey, List<Object>>();
    groups.forEach((key, group) -> model.put(key, measures(group)));
    return model;
  }

  private static List<Object> measures(List<Event> group) {
    BigDecimal total = BigDecimal.ZERO.setScale(4);
    var prices = new ArrayList<Double>();
    var visitors = new HashSet<String>();
    for (Event event : group) {
      visitors.add(event.visitor());
      Double price = event.properties().numbers().get("price");
      if (price != null) {
        prices.add(price);
        // The product is rounded as doubles are, the rest as decimals.
        total =
            total.add(
                new BigDecimal(price * 10_000)
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .movePointLeft(4));
      }
    }
    var measures = new ArrayList<Object>();
    measures.add((long) group.size());
    measures.add(prices.stream().filter(price -> price >= 50).count());
    measures.add(total);
    measures.add(prices.stream().min(Double::compare).orElse(Double.NaN));
    measures.add(prices.stream().max(Double::compare).orElse(Double.NaN));
    measures.add((long) visitors.size());
    measures.add((long) prices.size());
    return measures;
  }

  private static Map<RollupKey, List<Object>> newest(List<RollupRow> rows) {
    var newest = new HashMap<RollupKey, RollupRow>();
    for (RollupRow row : rows) {
      newest.merge(row.key(), row, (a, b) -> a.version() > b.version() ? a : b);
    }
    var shown = new HashMap<RollupKey, List<Object>>();
    newest.forEach(
        (key, row) -> {
          var inOrder = new ArrayList<MeasureState>();
          for (String name : List.of("n", "large", "total", "least", "most", "who", "prices")) {
            inOrder.add(row.state().measures().get(row.measures().indexOf(name)));
          }
          shown.put(inDefinitionOrder(row), shown(inOrder));
        });
    return shown;
  }

  private static RollupKey inDefinitionOrder(RollupRow row) {
    List<String> values = row.key().series().dimensions();
    var series =
        new RollupSeries(
            "shop",
            row.key().series().rollup(),
            List.of(
                values.get(row.dimensions().indexOf("color")),
                values.get(row.dimensions().indexOf("size"))));
    return new RollupKey(series, row.key().grain(), row.key().start());
  }

  private static List<Object> shown(List<MeasureState> states) {
    return states.stream()
        .map(
            state ->
                switch (state) {
                  case QuantileState quantiles -> (Object) quantiles.count();
                  case ExtremeState extreme -> extreme.extreme();
                  default -> state.result();
                })
        .toList();
  }
}
