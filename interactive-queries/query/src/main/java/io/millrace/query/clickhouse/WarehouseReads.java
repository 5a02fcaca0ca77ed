package io.millrace.query.clickhouse;

/** The border to ClickHouse, as queries see it. */
public interface WarehouseReads {
  /** Runs the statement; throws {@link ClickHouseFailed} where it cannot, also amid the rows. */
  void read(SqlStatement statement, ReadLimits limits, RowConsumer rows);
}
