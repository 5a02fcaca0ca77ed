package io.millrace.query.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.query.clickhouse.SqlStatement;
import io.millrace.serdes.filter.EventField;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.Rollup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QuerySqlTest {
  private static final long DAY = Grain.DAY.widthMs();

  @Test
  void readsTheNewestVersionsOfWindowsAndAddsTheirParts() {
    Query query =
        Queries.traffic().dimensions("type").filter("country", "PL", "DE").grain("1d").query();
    SqlStatement statement =
        QuerySql.windows(
            query,
            List.of(
                new Slice.Stored(Grain.HOUR, new TimeRange(0, DAY)),
                new Slice.Stored(Grain.DAY, new TimeRange(DAY, 2 * DAY))));
    assertThat(statement.sql())
        .isEqualTo(
            "SELECT toInt64(toUnixTimestamp(`window`)) * 1000 -"
                + " positiveModulo(toInt64(toUnixTimestamp(`window`)) * 1000, 86400000) AS bucket,"
                + " `type` AS D0, sum(`events`) AS M0, uniqMergeState(`visitors`) AS M1 FROM"
                + " `rollup_traffic` FINAL WHERE `tenant` = {p0:String} AND ((`grain` = {p1:String}"
                + " AND `window` >= toDateTime({p2:Int64}, 'UTC') AND `window` <"
                + " toDateTime({p3:Int64}, 'UTC')) OR (`grain` = {p4:String} AND `window` >="
                + " toDateTime({p5:Int64}, 'UTC') AND `window` < toDateTime({p6:Int64}, 'UTC')))"
                + " AND `country` IN {p7:Array(String)} GROUP BY bucket, D0 ORDER BY bucket, D0"
                + " LIMIT 1001");
    assertThat(statement.parameters())
        .isEqualTo(
            Map.of(
                "p0",
                "shop",
                "p1",
                "1h",
                "p2",
                0L,
                "p3",
                86_400L,
                "p4",
                "1d",
                "p5",
                86_400L,
                "p6",
                172_800L,
                "p7",
                List.of("DE", "PL")));
  }

  @Test
  void countsEventsByTheSameGroups() {
    Query query = Queries.traffic().dimensions("plan").filter("type", "ad").grain("1m").query();
    SqlStatement statement = QuerySql.events(query, List.of(new Slice.Raw(new TimeRange(5, 7))));
    assertThat(statement.sql())
        .isEqualTo(
            "SELECT toUnixTimestamp64Milli(`occurred_at`)"
                + " - positiveModulo(toUnixTimestamp64Milli(`occurred_at`), 60000) AS bucket,"
                + " `plan` AS D0, count() AS M0, uniqState(`visitor_hash`) AS M1"
                + " FROM `events` WHERE `tenant` = {p0:String}"
                + " AND ((`occurred_at` >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC')"
                + " AND `occurred_at` < fromUnixTimestamp64Milli({p2:Int64}, 'UTC')))"
                + " AND `type` IN {p3:Array(String)}"
                + " GROUP BY bucket, D0 ORDER BY bucket, D0 LIMIT 1001");
    assertThat(statement.parameters())
        .isEqualTo(Map.of("p0", "shop", "p1", 5L, "p2", 7L, "p3", List.of("ad")));
  }

  @Test
  void hasNoGroupsWhereOneRowCoversTheRange() {
    Query query = Queries.traffic().measures("visitors").query();
    assertThat(QuerySql.events(query, List.of(new Slice.Raw(new TimeRange(0, 1)))).sql())
        .isEqualTo(
            "SELECT uniqState(`visitor_hash`) AS M0 FROM `events` WHERE `tenant` = {p0:String}"
                + " AND ((`occurred_at` >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC')"
                + " AND `occurred_at` < fromUnixTimestamp64Milli({p2:Int64}, 'UTC')))"
                + " LIMIT 1001");
  }

  @Property
  void neverPutsAValueIntoItsText(@ForAll String tenant, @ForAll Set<String> values) {
    Query plain = query("x", Set.of("y"));
    Query hostile = query(tenant, values);
    var windows = List.of(new Slice.Stored(Grain.DAY, new TimeRange(0, DAY)));
    var raw = List.of(new Slice.Raw(new TimeRange(0, DAY)));
    assertThat(QuerySql.windows(hostile, windows).sql())
        .isEqualTo(QuerySql.windows(plain, windows).sql());
    assertThat(QuerySql.events(hostile, raw).sql()).isEqualTo(QuerySql.events(plain, raw).sql());
  }

  @Test
  void refusesADefinitionWhoseNamesAreNotPlain() {
    for (String name :
        List.of("x` OR 1=1 --", "x;DROP TABLE events", "", "1a", "a b", "a".repeat(201))) {
      var dimension = new Dimension(name, EventField.PLAN);
      var rollup =
          new Rollup(
              "",
              "r",
              1,
              0,
              EventFilter.EVERYTHING,
              List.of(dimension),
              List.of(new Measure.Count("n")));
      Query query =
          new Query(
              "shop",
              rollup,
              rollup.measures(),
              rollup.dimensions(),
              List.of(),
              Optional.empty(),
              new TimeRange(0, DAY),
              10,
              Optional.empty());
      assertThatThrownBy(
              () ->
                  QuerySql.windows(
                      query, List.of(new Slice.Stored(Grain.DAY, new TimeRange(0, DAY)))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Query query(String tenant, Set<String> values) {
    Rollup rollup = Rollup.TRAFFIC;
    return new Query(
        tenant,
        rollup,
        rollup.measures(),
        rollup.dimensions(),
        List.of(new DimensionFilter(rollup.dimensions().getFirst(), values)),
        Optional.of(Grain.DAY),
        new TimeRange(0, DAY),
        10,
        Optional.empty());
  }
}
