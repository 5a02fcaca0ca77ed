package io.millrace.warehouse;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The required definition of a table.
 *
 * @param partitionBy for a table that replaces, an expression of sorting key columns, so that all
 *     versions of a row are in one partition
 * @param indices as in {@code CREATE TABLE}
 */
public record TableSpec(
    String name,
    List<Column> columns,
    String engine,
    String partitionBy,
    List<String> orderBy,
    List<String> indices,
    Map<String, String> settings) {
  public TableSpec {
    columns = List.copyOf(columns);
    orderBy = List.copyOf(orderBy);
    indices = List.copyOf(indices);
    settings = Map.copyOf(settings);
  }

  /** The {@code CREATE TABLE} statement of the table in this database. */
  public String create(String database) {
    String elements =
        columns.stream().map(Column::ddl).collect(Collectors.joining(",\n  "))
            + indices.stream().map(index -> ",\n  INDEX " + index).collect(Collectors.joining());
    return "CREATE TABLE IF NOT EXISTS %s.%s (\n  %s)\nENGINE = %s\nPARTITION BY %s\nORDER BY (%s)%s"
        .formatted(
            SqlNames.name(database),
            SqlNames.name(name),
            elements,
            engine,
            partitionBy,
            String.join(", ", orderBy),
            settingsClause());
  }

  private String settingsClause() {
    return settings.isEmpty()
        ? ""
        : settings.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .collect(Collectors.joining(", ", "\nSETTINGS ", ""));
  }
}
