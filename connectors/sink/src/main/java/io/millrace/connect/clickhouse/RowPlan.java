package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.ColumnType;
import io.millrace.connect.rowbinary.RowBuffer;
import io.millrace.connect.rowbinary.ValueConversionException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * How records of one shape become rows of one table, computed once by {@link RowPlans}. Columns
 * that it does not name keep their default. Used by one thread, as a task is.
 */
final class RowPlan {
  private final Table table;
  private final List<Cell> cells;
  private final List<String> columns;
  private final PartitionKey partitionKey;
  private final @Nullable MapRow mapRow;
  private final Defaults defaults;
  private @Nullable SinkRecord read;

  /** Which values are replaced by a column's default, per row. */
  enum Defaults {
    NONE,
    ABSENT,
    /** Also null, in a column that does not take it. */
    NULL
  }

  RowPlan(Table table, List<Cell> cells, @Nullable MapRow mapRow, Defaults defaults) {
    this.table = table;
    this.cells = List.copyOf(cells);
    this.columns = cells.stream().map(Cell::column).toList();
    this.mapRow = mapRow;
    this.defaults = defaults;
    this.partitionKey = PartitionKey.of(table, this::source);
  }

  Table table() {
    return table;
  }

  List<String> columns() {
    return columns;
  }

  /** Whether a column has a type whose values are sent as JSON text. */
  boolean hasJson() {
    return cells.stream().anyMatch(cell -> cell.type.hasJson());
  }

  /** Whether each value is preceded by a byte that selects the default instead. */
  boolean hasDefaults() {
    return defaults != Defaults.NONE;
  }

  /**
   * The table partition of the row: rows with equal values share one. Throws {@link
   * RecordConversionException} as {@link #write} does.
   */
  Object partition(SinkRecord record) {
    read(record);
    return partitionKey.of(record);
  }

  /**
   * Appends the row completely or not at all; throws {@link RecordConversionException} if a value
   * does not fit.
   */
  void write(SinkRecord record, RowBuffer out) {
    read(record);
    int before = out.size();
    Cell at = null;
    try {
      for (Cell cell : cells) {
        at = cell;
        write(cell, cell.source.of(record), out);
      }
    } catch (ValueConversionException e) {
      out.truncate(before);
      throw new RecordConversionException(table.name(), at == null ? "" : at.column(), e.reason());
    }
  }

  /**
   * Reads a record without a schema; throws {@link RecordConversionException} for a field without a
   * column.
   */
  // The same object is the same record.
  @SuppressWarnings("ReferenceEquality")
  void read(SinkRecord record) {
    if (mapRow != null && record != read) {
      read = null;
      mapRow.read((Map<?, ?>) record.value());
      read = record;
    }
  }

  private void write(Cell cell, @Nullable Object value, RowBuffer out) {
    if (defaults == Defaults.NONE) {
      cell.type.write(value, out);
    } else if (ColumnSource.isAbsent(value)
        || (value == null && defaults == Defaults.NULL && !cell.type.takesNull())) {
      out.writeByte(1);
    } else {
      out.writeByte(0);
      cell.type.write(value, out);
    }
  }

  private @Nullable ColumnSource source(String column) {
    for (Cell cell : cells) {
      if (cell.column.equals(column)) {
        return cell.source;
      }
    }
    return null;
  }

  /** One column of the rows. */
  record Cell(String column, ColumnType type, ColumnSource source) {}
}
