package io.millrace.connect.clickhouse;

import java.util.Map;

/**
 * Which table a topic's records go to, and how they become its rows.
 *
 * @param tables the table of each topic that has not its own name
 * @param tableMaker makes the tables that are not there
 * @param autoEvolve whether a field without a column becomes one
 * @param ignoreUnknownFields whether a field without a column is left out, or a fault
 * @param nullIsDefault whether null becomes the default of a column that is not Nullable
 * @param keyColumn the column that the record's key goes to, or {@code ""}
 * @param timestampColumn the column that the record's time goes to, or {@code ""}
 * @param headerColumns the column of each header that has one
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
  /** What becomes of a record without a value. */
  enum Tombstones {
    IGNORE,
    /** It becomes a row that deletes the one of its key, in a Replacing table. */
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
