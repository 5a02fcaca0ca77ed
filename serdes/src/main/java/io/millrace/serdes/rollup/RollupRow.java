package io.millrace.serdes.rollup;

import java.util.List;

/**
 * One version of one window of a series, complete: a higher version replaces a lower one of the
 * same key and part, and the parts of a key add up.
 *
 * @param table the ClickHouse table of the row
 * @param dimensions the names of the series' dimensions
 * @param part 0, or another id for events that came after the window had left the store
 * @param measures the names of the state's measures
 */
public record RollupRow(
    RollupKey key,
    String table,
    List<String> dimensions,
    long part,
    long version,
    List<String> measures,
    RollupState state) {
  public RollupRow {
    dimensions = List.copyOf(dimensions);
    measures = List.copyOf(measures);
  }

  /** A row of the rollup, with the names of its dimensions and measures. */
  public static RollupRow of(
      Rollup rollup, RollupKey key, long part, long version, RollupState state) {
    return new RollupRow(
        key,
        rollup.table(),
        rollup.dimensions().stream().map(Dimension::name).toList(),
        part,
        version,
        rollup.measures().stream().map(Measure::name).toList(),
        state);
  }
}
