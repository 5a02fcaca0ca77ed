package io.millrace.connect.clickhouse;

import java.util.Map;

/**
 * The table of a topic's records, and how they become its rows.
 *
 * @param tables the table of each topic that does not have its own name
 * @param tableMaker creates missing tables
 * @param autoEvolve whether a column is added for a field without one
 * @param ignoreUnknownFields whether a field without a column is ignored, or fails the record
 * @param nullIsDefault whether null becomes the default of a column that is not Nullable
 * @param keyColumn the column of the record's key, or {@code ""}
 * @param timestampColumn the column of the record's timestamp, or {@code ""}
 * @param headerColumns the columns of headers
 */
record TableMapping(
    Map<String, String> tables,
    TableMaker tableMaker,
    boolean autoEvolve,
    boolean ignoreUnknownFields,
    boolean nullIsDefault,
    Tombstones tombstones,
    String keyColumn,
    String timestampColumn,
    Map<String, String> headerColumns) {
  /** How a tombstone is handled. */
  enum Tombstones {
    IGNORE,
    /** It becomes a row that deletes the row of its key, in a Replacing table. */
    DELETE,
    FAIL
  }

  TableMapping {
    tables = Map.copyOf(tables);
    headerColumns = Map.copyOf(headerColumns);
  }

  String table(String topic) {
    return tables.getOrDefault(topic, topic);
  }
}
