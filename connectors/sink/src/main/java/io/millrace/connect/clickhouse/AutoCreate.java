package io.millrace.connect.clickhouse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * Creates tables and adds columns from the schemas of records. Every table has the columns that
 * exactly-once delivery needs.
 *
 * @param orderBy the columns of the sorting key; empty for the position in Kafka
 * @param partitionBy the partition key's expression, {@code ""} for none
 * @param replacing whether rows replace and delete those of the same key
 * @param timestampColumn a column for the record timestamp, {@code ""} for none
 */
record AutoCreate(
    List<String> orderBy, String partitionBy, boolean replacing, String timestampColumn)
    implements TableMaker {
  private static final String DELETED = "_deleted";

  AutoCreate {
    orderBy = List.copyOf(orderBy);
  }

  @Override
  public List<String> make(String database, String table, Schema value) {
    var columns = new LinkedHashMap<String, String>();
    addColumns(value, FieldPath.ROOT, columns);
    orderBy.forEach(name -> columns.computeIfPresent(name, (_, type) -> withoutNull(type)));
    columns.put(Table.TOPIC, "LowCardinality(String)");
    columns.put(Table.PARTITION, "Int32");
    columns.put(Table.OFFSET, "Int64");
    if (!timestampColumn.isEmpty()) {
      columns.putIfAbsent(timestampColumn, "DateTime64(3, 'UTC')");
    }
    if (replacing) {
      columns.put(DELETED, "UInt8");
    }
    return List.of(
        "CREATE TABLE IF NOT EXISTS %s.%s (%s) ENGINE = %s%s ORDER BY (%s)"
            .formatted(
                SqlIdentifier.quoted(database),
                SqlIdentifier.quoted(table),
                definitions(columns),
                replacing
                    ? "ReplacingMergeTree(%s, %s)".formatted(Table.OFFSET, DELETED)
                    : "MergeTree",
                partitionBy.isEmpty() ? "" : " PARTITION BY " + partitionBy,
                sortingKey()));
  }

  /** The statement that adds columns for these fields to a table. */
  static String evolve(String database, String table, List<FieldPath> fields) {
    var columns = new LinkedHashMap<String, String>();
    fields.forEach(path -> columns.put(path.snakeColumn(), type(path.field().schema())));
    return "ALTER TABLE %s.%s %s"
        .formatted(
            SqlIdentifier.quoted(database),
            SqlIdentifier.quoted(table),
            columns.entrySet().stream()
                .map(
                    column ->
                        "ADD COLUMN IF NOT EXISTS %s %s"
                            .formatted(SqlIdentifier.quoted(column.getKey()), column.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private String sortingKey() {
    var names = new ArrayList<String>();
    (orderBy.isEmpty() ? List.of(Table.TOPIC, Table.PARTITION, Table.OFFSET) : orderBy)
        .forEach(name -> names.add(SqlIdentifier.quoted(name)));
    return String.join(", ", names);
  }

  private static void addColumns(Schema schema, FieldPath outer, Map<String, String> columns) {
    for (Field field : schema.fields()) {
      FieldPath path = outer.then(field);
      if (field.schema().type() == Schema.Type.STRUCT) {
        addColumns(field.schema(), path, columns);
      } else {
        columns.put(path.snakeColumn(), type(field.schema()));
      }
    }
  }

  private static String definitions(Map<String, String> columns) {
    return columns.entrySet().stream()
        .map(column -> SqlIdentifier.quoted(column.getKey()) + " " + column.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The ClickHouse type for a Connect schema. */
  static String type(Schema schema) {
    String type = notNull(schema);
    boolean composite =
        switch (schema.type()) {
          case ARRAY, MAP, STRUCT -> true;
          default -> false;
        };
    return schema.isOptional() && !composite ? "Nullable(" + type + ")" : type;
  }

  private static String notNull(Schema schema) {
    String logical = schema.name() == null ? "" : schema.name();
    return switch (logical) {
      case Decimal.LOGICAL_NAME ->
          "Decimal(%d, %s)"
              .formatted(38, schema.parameters().getOrDefault(Decimal.SCALE_FIELD, "0"));
      case Date.LOGICAL_NAME -> "Date32";
      case Time.LOGICAL_NAME -> "Int32";
      case Timestamp.LOGICAL_NAME -> "DateTime64(3, 'UTC')";
      default ->
          switch (schema.type()) {
            case INT8 -> "Int8";
            case INT16 -> "Int16";
            case INT32 -> "Int32";
            case INT64 -> "Int64";
            case FLOAT32 -> "Float32";
            case FLOAT64 -> "Float64";
            case BOOLEAN -> "Bool";
            case STRING, BYTES -> "String";
            case ARRAY -> "Array(%s)".formatted(type(schema.valueSchema()));
            case MAP ->
                "Map(%s, %s)".formatted(notNull(schema.keySchema()), type(schema.valueSchema()));
            case STRUCT -> tuple(schema);
          };
    };
  }

  private static String tuple(Schema schema) {
    return schema.fields().stream()
        .map(field -> SqlIdentifier.quoted(field.name()) + " " + type(field.schema()))
        .collect(Collectors.joining(", ", "Tuple(", ")"));
  }

  private static String withoutNull(String type) {
    return type.startsWith("Nullable(") ? type.substring(9, type.length() - 1) : type;
  }
}
