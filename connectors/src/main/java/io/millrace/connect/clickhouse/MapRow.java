package io.millrace.connect.clickhouse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads records without a schema: each entry is for the column of its name, and a map within is
 * flattened where no column has its name. Holds the values of one record at a time.
 */
final class MapRow {
  /** Names of entries whose column is remembered; records of strangers may have any number. */
  private static final int MOST_REMEMBERED = 10_000;

  private static final int NESTED = -1;
  private static final int UNKNOWN = -2;

  private final Table table;
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<String, Integer> resolved = new HashMap<>();
  private final boolean ignoreUnknown;
  private final @Nullable Object[] values;

  MapRow(Table table, List<String> columns, boolean ignoreUnknown) {
    this.table = table;
    for (String column : columns) {
      this.columns.put(column, this.columns.size());
    }
    this.values = new Object[columns.size()];
    this.ignoreUnknown = ignoreUnknown;
  }

  /** Throws {@link UnfitRecord} for an entry that has no column. */
  void read(Map<?, ?> record) {
    Arrays.fill(values, Source.ABSENT);
    read("", record);
  }

  @Nullable Object value(int column) {
    return values[column];
  }

  private void read(String outer, Map<?, ?> entries) {
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      String path = outer + entry.getKey();
      Object value = entry.getValue();
      int column = column(path, value instanceof Map);
      if (column >= 0) {
        values[column] = value;
      } else if (column == NESTED && value instanceof Map<?, ?> nested) {
        read(path + ".", nested);
      } else if (!ignoreUnknown && value != null) {
        throw UnfitRecord.unknownField(
            table.name(), FieldPath.snakeCase(path.replace('.', '_')), path);
      }
    }
  }

  private int column(String path, boolean isMap) {
    Integer known = resolved.get(path);
    if (known == null) {
      String name = path.replace('.', '_');
      Integer exact = columns.get(name);
      Integer column = exact == null ? columns.get(FieldPath.snakeCase(name)) : exact;
      known = column == null ? UNKNOWN : column;
      if (resolved.size() < MOST_REMEMBERED) {
        resolved.put(path, known);
      }
    }
    return known == UNKNOWN && isMap ? NESTED : known;
  }
}
