package io.millrace.connectors.warehouse;

import static io.millrace.connectors.warehouse.Column.count;
import static io.millrace.connectors.warehouse.Column.text;
import static io.millrace.connectors.warehouse.Column.time;
import static io.millrace.connectors.warehouse.Column.word;

import io.millrace.serdes.event.Money;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.Rollup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What every table of the warehouse looks like. */
final class Tables {
  static final String EVENTS = "events";
  static final String SESSIONS = "sessions";
  static final String QUARANTINE = "quarantine";

  /** Whose rows are exactly once by their position, and by the token of their insert besides. */
  private static final Map<String, String> DEDUPLICATED =
      Map.of("non_replicated_deduplication_window", "10000");

  /** Lets the sink's question for the newest offsets skip nearly everything. */
  private static final String POSITION_INDEX =
      "positions (_partition, _offset) TYPE minmax GRANULARITY 1";

  private Tables() {}

  static List<TableSpec> all() {
    var all = new ArrayList<>(List.of(events(), sessions(), quarantine()));
    Rollup.BUILT_IN.forEach(rollup -> all.add(rollup(rollup)));
    return all;
  }

  static TableSpec events() {
    var columns = new ArrayList<>(eventColumns());
    columns.addAll(positions());
    return new TableSpec(
        EVENTS,
        columns,
        "MergeTree",
        "toYYYYMMDD(occurred_at)",
        List.of("tenant", "type", "toStartOfHour(occurred_at)", "visitor"),
        List.of(POSITION_INDEX),
        DEDUPLICATED);
  }

  static TableSpec sessions() {
    return new TableSpec(
        SESSIONS,
        List.of(
            word("tenant"),
            text("visitor"),
            time("opened"),
            time("started"),
            time("ended"),
            count("events", "UInt64"),
            count("version", "UInt64"),
            Column.of("deleted", "UInt8")),
        "ReplacingMergeTree(version, deleted)",
        "toYYYYMM(opened)",
        List.of("tenant", "toDate(opened)", "visitor", "opened"),
        List.of(),
        Map.of());
  }

  static TableSpec quarantine() {
    var columns =
        new ArrayList<>(
            List.of(
                word("tenant"),
                word("reason"),
                text("detail"),
                time("received_at"),
                text("payload")));
    columns.addAll(positions());
    return new TableSpec(
        QUARANTINE,
        columns,
        "MergeTree",
        "toYYYYMM(received_at)",
        List.of("tenant", "received_at"),
        List.of(POSITION_INDEX),
        DEDUPLICATED);
  }

  static TableSpec rollup(Rollup rollup) {
    var columns = new ArrayList<>(List.of(word("tenant"), word("grain")));
    columns.add(new Column("window", "DateTime('UTC')", "", "Delta, ZSTD(1)"));
    var key = new ArrayList<>(List.of("tenant", "grain", "window"));
    for (Dimension dimension : rollup.dimensions()) {
      columns.add(word(dimension.name()));
      key.add(dimension.name());
    }
    columns.addAll(List.of(Column.of("part", "UInt64"), count("version", "UInt64")));
    key.add("part");
    for (Measure measure : rollup.measures()) {
      columns.add(measure(measure));
    }
    return new TableSpec(
        rollup.table(),
        columns,
        "ReplacingMergeTree(version)",
        "toYYYYMM(window)",
        key,
        List.of(),
        Map.of());
  }

  /** Plain numbers by window: newest versions only, parts added up. */
  static String rollupView(Rollup rollup, String database) {
    String keys =
        "tenant, grain, window"
            + rollup.dimensions().stream()
                .map(dimension -> ", " + Sql.name(dimension.name()))
                .collect(Collectors.joining());
    String measures =
        rollup.measures().stream()
            .map(measure -> ", %s AS %s".formatted(sum(measure), Sql.name(measure.name())))
            .collect(Collectors.joining());
    return "CREATE OR REPLACE VIEW %s.%s AS SELECT %s%s FROM %s.%s AS r FINAL GROUP BY %s SETTINGS do_not_merge_across_partitions_select_final = 1"
        .formatted(
            Sql.name(database),
            Sql.name(rollup.table() + "_view"),
            keys,
            measures,
            Sql.name(database),
            Sql.name(rollup.table()),
            keys);
  }

  private static Column measure(Measure measure) {
    return switch (measure) {
      case Measure.Count(var name) -> count(name, "UInt64");
      case Measure.Distinct(var name, var _) ->
          new Column(name, "AggregateFunction(uniq, UInt64)", "", "ZSTD(1)");
    };
  }

  private static String sum(Measure measure) {
    return switch (measure) {
      case Measure.Count(var name) -> "sum(r.%s)".formatted(Sql.name(name));
      case Measure.Distinct(var name, var _) -> "uniqMerge(r.%s)".formatted(Sql.name(name));
    };
  }

  private static List<Column> eventColumns() {
    return List.of(
        word("tenant"),
        text("id"),
        word("type"),
        word("name"),
        text("visitor"),
        text("anonymous_id"),
        text("user_id"),
        time("occurred_at"),
        time("received_at"),
        Column.of("imported", "Bool"),
        text("page_url"),
        text("page_path"),
        text("page_title"),
        text("referrer"),
        word("campaign_name"),
        word("campaign_source"),
        word("campaign_medium"),
        word("campaign_term"),
        word("campaign_content"),
        word("device_type"),
        word("device_os"),
        word("device_browser"),
        word("device_user_agent"),
        word("country"),
        word("plan"),
        Column.of("money_amount", "Decimal(%d, %d)".formatted(Money.PRECISION, Money.SCALE)),
        word("money_currency"),
        Column.of("texts", "Map(LowCardinality(String), String)"),
        Column.of("numbers", "Map(LowCardinality(String), Float64)"),
        Column.of("booleans", "Map(LowCardinality(String), Bool)"),
        // Equal to io.millrace.serdes.bytes.Hash.of(visitor), so that states built from either
        // merge.
        new Column("visitor_hash", "UInt64", "xxHash64(visitor)", "ZSTD(1)"));
  }

  /** Which record of the topic a row is: what exactly once rests on. */
  private static List<Column> positions() {
    return List.of(count("_partition", "Int32"), count("_offset", "Int64"));
  }
}
