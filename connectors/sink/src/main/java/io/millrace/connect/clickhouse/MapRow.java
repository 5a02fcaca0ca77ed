package io.millrace.connect.clickhouse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads records without a schema: each entry goes to the column of its name, and a nested map is
 * flattened if no column has its name. Holds the values of one record at a time.
 */
final class MapRow {
  /** The limit of cached entry names; schemaless records may have any number of different ones. */
  private static final int MOST_REMEMBERED = 10_000;

  private static final int UNKNOWN = -1;

  private final Table table;
  private final Map<String, Integer> columns = new HashMap<>();
  private final Level top = new Level("");
  private final boolean ignoreUnknown;
  private final @Nullable Object[] values;
  private int remembered;

  MapRow(Table table, List<String> columns, boolean ignoreUnknown) {
    this.table = table;
    for (String column : columns) {
      this.columns.put(column, this.columns.size());
    }
    this.values = new Object[columns.size()];
    this.ignoreUnknown = ignoreUnknown;
  }

  /** Throws {@link RecordConversionException} for an entry that has no column. */
  void read(Map<?, ?> record) {
    Arrays.fill(values, ColumnSource.ABSENT);
    read(top, record);
  }

  @Nullable Object value(int column) {
    return values[column];
  }

  private void read(Level level, Map<?, ?> entries) {
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      Object key = entry.getKey();
      Object value = entry.getValue();
      int column = level.column(key);
      if (column >= 0) {
        values[column] = value;
      } else if (value instanceof Map<?, ?> nested) {
        read(level.below(key), nested);
      } else if (!ignoreUnknown && value != null) {
        String path = level.prefix + key;
        throw RecordConversionException.unknownField(
            table.name(), FieldPath.snakeCase(path.replace('.', '_')), path);
      }
    }
  }

  /** The entries of one map: of the record itself, or of a nested map. */
  private final class Level {
    private final String prefix;
    private final Map<Object, Integer> known = new HashMap<>();
    private final Map<Object, Level> levels = new HashMap<>();

    Level(String prefix) {
      this.prefix = prefix;
    }

    int column(@Nullable Object key) {
      Integer column = known.get(key);
      if (column == null) {
        column = find((prefix + key).replace('.', '_'));
        if (remembered < MOST_REMEMBERED) {
          known.put(key, column);
          remembered++;
        }
      }
      return column;
    }

    Level below(@Nullable Object key) {
      Level level = levels.get(key);
      if (level == null) {
        level = new Level(prefix + key + ".");
        if (remembered < MOST_REMEMBERED) {
          levels.put(key, level);
          remembered++;
        }
      }
      return level;
    }

    private int find(String name) {
      Integer exact = columns.get(name);
      Integer column = exact == null ? columns.get(FieldPath.snakeCase(name)) : exact;
      return column == null ? UNKNOWN : column;
    }
  }
}
