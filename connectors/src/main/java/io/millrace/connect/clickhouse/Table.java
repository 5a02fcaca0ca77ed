package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.ColumnType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table as the server describes it.
 *
 * @param columns the columns that an insert can name, in their order
 * @param partitionKey the partition key's expression, {@code ""} where there is none
 */
record Table(String name, Map<String, ColumnType> columns, String partitionKey) {
  static final String TOPIC = "_topic";
  static final String PARTITION = "_partition";
  static final String OFFSET = "_offset";

  Table {
    // Keeps the order, which Map.copyOf would not.
    columns = new LinkedHashMap<>(columns);
  }

  /** Whether its rows say which record they came from, so that no record needs to come twice. */
  boolean hasPositions() {
    return columns.containsKey(PARTITION) && columns.containsKey(OFFSET);
  }

  boolean hasTopic() {
    return columns.containsKey(TOPIC);
  }
}
