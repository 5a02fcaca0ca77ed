package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.ColumnType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table as described by the server.
 *
 * @param columns the columns that an insert can name, in their order
 * @param spellings their types as the server writes them
 * @param partitionKey the partition key's expression, {@code ""} for none
 * @param sortingKey the columns of the sorting key; of an expression, its text
 * @param versionColumn of a Replacing table, {@code ""} for none
 * @param deletedColumn of a Replacing table, {@code ""} for none
 */
record Table(
    String name,
    Map<String, ColumnType> columns,
    Map<String, String> spellings,
    String partitionKey,
    List<String> sortingKey,
    String versionColumn,
    String deletedColumn) {
  static final String TOPIC = "_topic";
  static final String PARTITION = "_partition";
  static final String OFFSET = "_offset";

  Table {
    // Keeps the order, which Map.copyOf would not.
    columns = new LinkedHashMap<>(columns);
    spellings = Map.copyOf(spellings);
    sortingKey = List.copyOf(sortingKey);
  }

  /** Whether its rows have the position of their record, so that duplicates can be detected. */
  boolean hasPositions() {
    return columns.containsKey(PARTITION) && columns.containsKey(OFFSET);
  }

  boolean hasTopic() {
    return columns.containsKey(TOPIC);
  }
}
