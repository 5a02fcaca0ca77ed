package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.RowPlan.Cell;
import io.millrace.connect.clickhouse.RowPlan.Defaults;
import io.millrace.connect.rowbinary.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Computes how records of a shape become rows of a table.
 *
 * <p>A field maps to the column of its name, or of its name in snake_case. A nested record is
 * flattened, with its name as a prefix, unless a column has its own name; an array of records maps
 * to the columns of a Nested type if the table has them.
 */
final class RowPlans {
  private final Table table;
  private final TableMapping mapping;
  private final Map<String, Cell> cells = new LinkedHashMap<>();
  private final List<FieldPath> unknown = new ArrayList<>();

  private RowPlans(Table table, TableMapping mapping) {
    this.table = table;
    this.mapping = mapping;
  }

  /**
   * A plan, and the fields that it does not cover.
   *
   * @param unknown the fields of the value that have no column
   */
  record Planned(RowPlan plan, List<FieldPath> unknown) {
    Planned {
      unknown = List.copyOf(unknown);
    }
  }

  /** For records whose value and key have these schemas. */
  static Planned ofStruct(Table table, TableMapping mapping, Schema value, @Nullable Schema key) {
    var plans = new RowPlans(table, mapping);
    plans.addRecordColumns();
    plans.addKey(key);
    plans.addFields(value, FieldPath.ROOT, false);
    Defaults defaults = mapping.nullIsDefault() ? Defaults.NULL : Defaults.NONE;
    return new Planned(new RowPlan(table, plans.list(), null, defaults), plans.unknown);
  }

  /** For records whose value is a map. */
  static RowPlan ofMap(Table table, TableMapping mapping, @Nullable Schema key) {
    var plans = new RowPlans(table, mapping);
    plans.addRecordColumns();
    plans.addKey(key);
    List<String> rest =
        table.columns().keySet().stream().filter(name -> !plans.cells.containsKey(name)).toList();
    var row = new MapRow(table, rest, mapping.ignoreUnknownFields());
    for (int i = 0; i < rest.size(); i++) {
      plans.add(rest.get(i), new ColumnSource.OfEntry(row, i));
    }
    Defaults defaults = mapping.nullIsDefault() ? Defaults.NULL : Defaults.ABSENT;
    return new RowPlan(table, plans.list(), row, defaults);
  }

  /** For tombstones: the row that deletes the row of the record's key. */
  static RowPlan ofTombstone(Table table, TableMapping mapping, SinkRecord tombstone) {
    var plans = new RowPlans(table, mapping);
    plans.addRecordColumns();
    plans.addKey(tombstone.keySchema());
    if (tombstone.key() instanceof Struct key) {
      plans.addFields(key.schema(), FieldPath.ROOT, true);
    } else {
      List<String> open =
          table.sortingKey().stream().filter(name -> !plans.cells.containsKey(name)).toList();
      if (open.size() == 1) {
        plans.add(open.getFirst(), new ColumnSource.WholeKey());
      }
    }
    plans.add(table.deletedColumn(), new ColumnSource.Constant(1));
    for (String column : table.sortingKey()) {
      if (!plans.cells.containsKey(column)) {
        throw new RecordConversionException(
            table.name(), column, "is in the sorting key, but the key of the tombstone has it not");
      }
    }
    return new RowPlan(table, plans.list(), null, Defaults.NONE);
  }

  private List<Cell> list() {
    return List.copyOf(cells.values());
  }

  /** Columns about the record itself, which fields of its value cannot set. */
  private void addRecordColumns() {
    add(Table.TOPIC, new ColumnSource.OfTopic());
    add(Table.PARTITION, new ColumnSource.OfPartition());
    add(Table.OFFSET, new ColumnSource.OfOffset());
    if (!mapping.timestampColumn().isEmpty()) {
      add(mapping.timestampColumn(), new ColumnSource.OfTimestamp());
    }
    mapping.headerColumns().forEach((name, column) -> add(column, new ColumnSource.OfHeader(name)));
  }

  /**
   * A key that is not a record is one column; the fields of a record key are one each, with a
   * prefix.
   */
  private void addKey(@Nullable Schema key) {
    String column = mapping.keyColumn();
    if (column.isEmpty()) {
      return;
    }
    if (key == null || key.type() != Schema.Type.STRUCT || table.columns().containsKey(column)) {
      add(column, new ColumnSource.WholeKey());
      return;
    }
    for (Field field : key.fields()) {
      FieldPath path = FieldPath.ROOT.then(field);
      add(column + "_" + path.column(), new ColumnSource.OfKey(path));
      add(column + "_" + path.snakeColumn(), new ColumnSource.OfKey(path));
    }
  }

  private void addFields(Schema schema, FieldPath outer, boolean ofKey) {
    for (Field field : schema.fields()) {
      FieldPath path = outer.then(field);
      String column = column(path);
      if (column != null) {
        add(column, ofKey ? new ColumnSource.OfKey(path) : new ColumnSource.OfValue(path));
      } else if (field.schema().type() == Schema.Type.STRUCT) {
        addFields(field.schema(), path, ofKey);
      } else if (ofKey || !addNested(path)) {
        unknown.add(path);
      }
    }
  }

  private @Nullable String column(FieldPath path) {
    if (table.columns().containsKey(path.column())) {
      return path.column();
    }
    return table.columns().containsKey(path.snakeColumn()) ? path.snakeColumn() : null;
  }

  /** The columns NAME.FIELD, as a Nested type has them by default. */
  private boolean addNested(FieldPath array) {
    Schema schema = array.field().schema();
    if (schema.type() != Schema.Type.ARRAY || schema.valueSchema().type() != Schema.Type.STRUCT) {
      return false;
    }
    int before = cells.size();
    for (Field field : schema.valueSchema().fields()) {
      var source = new ColumnSource.OfEach(array, field);
      add(array.column() + "." + field.name(), source);
      add(array.snakeColumn() + "." + FieldPath.snakeCase(field.name()), source);
    }
    return cells.size() > before;
  }

  /** Ignored for a column that the table does not have; the first source of a column wins. */
  private void add(String column, ColumnSource source) {
    ColumnType type = table.columns().get(column);
    if (type != null) {
      cells.putIfAbsent(column, new Cell(column, type, source));
    }
  }
}
