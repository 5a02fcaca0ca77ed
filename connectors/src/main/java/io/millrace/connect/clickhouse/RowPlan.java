package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.ColumnType;
import io.millrace.connect.rowbinary.RowBuffer;
import io.millrace.connect.rowbinary.UnfitValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * How records of one schema become rows of one table, worked out once.
 *
 * <p>A field is the column of its name in snake_case; a record within is flattened, its name in
 * front of its fields' names. Columns without a field keep their default.
 */
final class RowPlan {
  private final Table table;
  private final List<Cell> cells;
  private final List<String> columns;
  private final PartitionKey partitionKey;

  private RowPlan(Table table, List<Cell> cells) {
    this.table = table;
    this.cells = cells;
    this.columns = cells.stream().map(Cell::column).toList();
    this.partitionKey = PartitionKey.of(table, this::path);
  }

  /** Throws {@link UnfitRecord} where the two do not go together. */
  static RowPlan of(Table table, Schema schema, boolean ignoreUnknownFields) {
    var cells = new ArrayList<Cell>();
    addPositions(table, cells);
    addFields(table, schema, FieldPath.ROOT, ignoreUnknownFields, cells);
    return new RowPlan(table, List.copyOf(cells));
  }

  Table table() {
    return table;
  }

  List<String> columns() {
    return columns;
  }

  /** Which of the table's partitions the row lies in: equal values, one partition. */
  Object partition(Struct row) {
    return partitionKey.of(row);
  }

  /**
   * Appends the row, whole or not at all; throws {@link UnfitRecord} where a value does not fit.
   */
  void write(SinkRecord record, Struct row, RowBuffer out) {
    int before = out.size();
    Cell at = null;
    try {
      for (Cell cell : cells) {
        at = cell;
        cell.write(record, row, out);
      }
    } catch (UnfitValue e) {
      out.truncate(before);
      throw new UnfitRecord(table.name(), at == null ? "" : at.column(), e.reason());
    }
  }

  private @Nullable FieldPath path(String column) {
    for (Cell cell : cells) {
      if (cell instanceof Cell.OfField(var name, var _, var path) && name.equals(column)) {
        return path;
      }
    }
    return null;
  }

  private static void addPositions(Table table, List<Cell> cells) {
    for (Map.Entry<String, ColumnType> column : table.columns().entrySet()) {
      switch (column.getKey()) {
        case Table.TOPIC -> cells.add(new Cell.OfTopic(column.getKey(), column.getValue()));
        case Table.PARTITION -> cells.add(new Cell.OfPartition(column.getKey(), column.getValue()));
        case Table.OFFSET -> cells.add(new Cell.OfOffset(column.getKey(), column.getValue()));
        default -> {}
      }
    }
  }

  private static void addFields(
      Table table, Schema schema, FieldPath outer, boolean ignoreUnknown, List<Cell> cells) {
    for (Field field : schema.fields()) {
      FieldPath path = outer.then(field);
      ColumnType type = table.columns().get(path.column());
      if (type != null) {
        cells.add(new Cell.OfField(path.column(), type, path));
      } else if (field.schema().type() == Schema.Type.STRUCT) {
        addFields(table, field.schema(), path, ignoreUnknown, cells);
      } else if (!ignoreUnknown) {
        throw new UnfitRecord(
            table.name(), path.column(), "is not in the table, but field %s is".formatted(path));
      }
    }
  }

  /** One column of the rows. */
  private sealed interface Cell {
    String column();

    void write(SinkRecord record, Struct row, RowBuffer out);

    record OfField(String column, ColumnType type, FieldPath path) implements Cell {
      @Override
      public void write(SinkRecord record, Struct row, RowBuffer out) {
        type.write(path.read(row), out);
      }
    }

    record OfTopic(String column, ColumnType type) implements Cell {
      @Override
      public void write(SinkRecord record, Struct row, RowBuffer out) {
        type.write(record.originalTopic(), out);
      }
    }

    record OfPartition(String column, ColumnType type) implements Cell {
      @Override
      public void write(SinkRecord record, Struct row, RowBuffer out) {
        type.write(record.originalKafkaPartition(), out);
      }
    }

    record OfOffset(String column, ColumnType type) implements Cell {
      @Override
      public void write(SinkRecord record, Struct row, RowBuffer out) {
        type.write(record.originalKafkaOffset(), out);
      }
    }
  }
}
