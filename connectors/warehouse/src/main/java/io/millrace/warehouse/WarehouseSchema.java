package io.millrace.warehouse;

import static io.millrace.warehouse.Column.count;
import static io.millrace.warehouse.Column.lowCardinality;
import static io.millrace.warehouse.Column.text;
import static io.millrace.warehouse.Column.time;

import io.millrace.serdes.event.Money;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.QuantileState;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.SumState;
import io.millrace.serdes.topic.Outputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The definitions of all tables of the warehouse. */
public final class WarehouseSchema {
  /** Whose rows are exactly once by their position, and by the token of their insert besides. */
  private static final Map<String, String> DEDUPLICATED =
      Map.of("non_replicated_deduplication_window", "10000");

  /** Lets the sink's query for the newest offsets skip nearly all granules. */
  private static final String POSITION_INDEX =
      "positions (_partition, _offset) TYPE minmax GRANULARITY 1";

  private static final String QUANTILES =
      "AggregateFunction(quantilesDD%s, Float64)".formatted(QuantileState.ARGUMENTS);

  private WarehouseSchema() {}

  /** The tables that exist from the start: all but those of custom rollups. */
  public static List<TableSpec> all() {
    var all = new ArrayList<>(List.of(events(), sessions(), segmentChanges(), quarantine()));
    Rollup.BUILT_IN.forEach(rollup -> all.add(rollup(rollup)));
    return all;
  }

  static TableSpec events() {
    var columns = new ArrayList<>(eventColumns());
    columns.addAll(positions());
    return new TableSpec(
        Outputs.ENRICHED.table(),
        columns,
        "MergeTree",
        "toYYYYMMDD(occurred_at)",
        List.of("tenant", "type", "toStartOfHour(occurred_at)", "visitor"),
        List.of(POSITION_INDEX),
        DEDUPLICATED);
  }

  static TableSpec sessions() {
    return new TableSpec(
        Outputs.SESSIONS.table(),
        List.of(
            lowCardinality("tenant"),
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

  /** The change history: the newest row up to a time tells the membership at that time. */
  static TableSpec segmentChanges() {
    var columns =
        new ArrayList<>(
            List.of(
                lowCardinality("tenant"),
                text("visitor"),
                lowCardinality("segment"),
                count("version", "UInt32"),
                Column.of("entered", "Bool"),
                time("at"),
                lowCardinality("cause"),
                text("event_id")));
    columns.addAll(positions());
    return new TableSpec(
        Outputs.SEGMENT_CHANGES.table(),
        columns,
        "MergeTree",
        "toYYYYMM(at)",
        List.of("tenant", "segment", "visitor", "at"),
        List.of(POSITION_INDEX),
        DEDUPLICATED);
  }

  static TableSpec quarantine() {
    var columns =
        new ArrayList<>(
            List.of(
                lowCardinality("tenant"),
                lowCardinality("reason"),
                text("detail"),
                time("received_at"),
                text("payload")));
    columns.addAll(positions());
    return new TableSpec(
        Outputs.QUARANTINE.table(),
        columns,
        "MergeTree",
        "toYYYYMM(received_at)",
        List.of("tenant", "received_at"),
        List.of(POSITION_INDEX),
        DEDUPLICATED);
  }

  static TableSpec rollup(Rollup rollup) {
    return rollup(rollup.table(), dimensions(rollup), measures(rollup));
  }

  /**
   * The table of a rollup's rows.
   *
   * @param measures the kind of each
   */
  public static TableSpec rollup(
      String table, List<String> dimensions, Map<String, String> measures) {
    var columns = new ArrayList<>(List.of(lowCardinality("tenant"), lowCardinality("grain")));
    columns.add(new Column("window", "DateTime('UTC')", "", "Delta, ZSTD(1)"));
    var key = new ArrayList<>(List.of("tenant", "grain", "window"));
    for (String dimension : dimensions) {
      columns.add(lowCardinality(dimension));
      key.add(dimension);
    }
    columns.addAll(List.of(Column.of("part", "UInt64"), count("version", "UInt64")));
    key.add("part");
    measures.forEach((name, kind) -> columns.add(measure(name, kind)));
    return new TableSpec(
        table,
        columns,
        "ReplacingMergeTree(version)",
        "toYYYYMM(window)",
        key,
        List.of(),
        Map.of());
  }

  static String rollupView(Rollup rollup, String database) {
    return rollupView(
        database, rollup.table(), rollup.view(), dimensions(rollup), measures(rollup));
  }

  /** Final numbers by window: newest versions only, parts added up. */
  public static String rollupView(
      String database,
      String table,
      String view,
      List<String> dimensions,
      Map<String, String> measures) {
    String keys =
        "tenant, grain, window"
            + dimensions.stream()
                .map(dimension -> ", " + SqlNames.name(dimension))
                .collect(Collectors.joining());
    String sums =
        measures.entrySet().stream()
            .map(
                measure ->
                    ", %s AS %s"
                        .formatted(
                            result(measure.getValue(), "r." + SqlNames.name(measure.getKey())),
                            SqlNames.name(measure.getKey())))
            .collect(Collectors.joining());
    return "CREATE OR REPLACE VIEW %s.%s AS SELECT %s%s FROM %s.%s AS r FINAL GROUP BY %s SETTINGS do_not_merge_across_partitions_select_final = 1"
        .formatted(
            SqlNames.name(database),
            SqlNames.name(view),
            keys,
            sums,
            SqlNames.name(database),
            SqlNames.name(table),
            keys);
  }

  private static List<String> dimensions(Rollup rollup) {
    return rollup.dimensions().stream().map(Dimension::name).toList();
  }

  private static Map<String, String> measures(Rollup rollup) {
    var measures = new LinkedHashMap<String, String>();
    rollup.measures().forEach(measure -> measures.put(measure.name(), measure.kind()));
    return measures;
  }

  private static Column measure(String name, String kind) {
    return switch (kind) {
      case "count" -> count(name, "UInt64");
      case "sum" -> new Column(name, "Decimal(38, %d)".formatted(SumState.SCALE), "", "ZSTD(1)");
      case "min", "max" -> new Column(name, "Nullable(Float64)", "", "ZSTD(1)");
      case "distinct" -> new Column(name, "AggregateFunction(uniq, UInt64)", "", "ZSTD(1)");
      case "quantiles" -> new Column(name, QUANTILES, "", "ZSTD(1)");
      default -> throw new IllegalArgumentException("no column for measures of kind " + kind);
    };
  }

  private static String result(String kind, String column) {
    return switch (kind) {
      case "count", "sum" -> "sum(%s)".formatted(column);
      case "min", "max" -> "%s(%s)".formatted(kind, column);
      case "distinct" -> "uniqMerge(%s)".formatted(column);
      case "quantiles" -> "quantilesDDMerge%s(%s)".formatted(QuantileState.ARGUMENTS, column);
      default -> throw new IllegalArgumentException("no column for measures of kind " + kind);
    };
  }

  private static List<Column> eventColumns() {
    return List.of(
        lowCardinality("tenant"),
        text("id"),
        lowCardinality("type"),
        lowCardinality("name"),
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
        lowCardinality("campaign_name"),
        lowCardinality("campaign_source"),
        lowCardinality("campaign_medium"),
        lowCardinality("campaign_term"),
        lowCardinality("campaign_content"),
        lowCardinality("device_type"),
        lowCardinality("device_os"),
        lowCardinality("device_browser"),
        lowCardinality("device_user_agent"),
        lowCardinality("country"),
        lowCardinality("plan"),
        Column.of("money_amount", "Decimal(%d, %d)".formatted(Money.PRECISION, Money.SCALE)),
        lowCardinality("money_currency"),
        Column.of("texts", "Map(LowCardinality(String), String)"),
        Column.of("numbers", "Map(LowCardinality(String), Float64)"),
        Column.of("booleans", "Map(LowCardinality(String), Bool)"),
        // Equal to io.millrace.serdes.bytes.Hash.of(visitor), so that states built from either
        // merge.
        new Column("visitor_hash", "UInt64", "xxHash64(visitor)", "ZSTD(1)"));
  }

  /** The position of the row's record in Kafka, on which exactly-once delivery rests. */
  private static List<Column> positions() {
    return List.of(count("_partition", "Int32"), count("_offset", "Int64"));
  }
}
