package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** {@code tables.md}, from ClickHouse as a product that has just started has set it up. */
public final class TablesPage {
  private static final JsonMapper JSON = new JsonMapper();

  /** Asks ClickHouse for the tables. */
  public static final String TABLES =
      """
      SELECT groupArray(tuple(name, engine, partition_key, sorting_key))
      FROM (SELECT * FROM system.tables WHERE database = 'millrace' ORDER BY name)
      FORMAT JSONCompactEachRow\
      """;

  /** Asks ClickHouse for the columns of all tables. */
  public static final String COLUMNS =
      """
      SELECT groupArray(tuple(table, name, type))
      FROM (SELECT * FROM system.columns WHERE database = 'millrace' ORDER BY table, position)
      FORMAT JSONCompactEachRow\
      """;

  private TablesPage() {}

  /**
   * The page.
   *
   * @param tables answer to {@link #TABLES}
   * @param columns answer to {@link #COLUMNS}
   */
  public static String text(String tables, String columns) throws JsonProcessingException {
    JsonNode allColumns = JSON.readTree(columns).path(0);
    StringBuilder page = ReferencePages.begin("tables.md");
    page.append("Tables and views of a new installation. [SQL](../guide/sql.md) has examples.\n");
    for (JsonNode table : JSON.readTree(tables).path(0)) {
      page.append("\n## ").append(table.path(0).asText()).append("\n\n").append(engine(table));
      var rows = new MarkdownTable("column", "type");
      for (JsonNode column : allColumns) {
        if (column.path(0).equals(table.path(0))) {
          rows.row(code(column.path(1).asText()), code(column.path(2).asText()));
        }
      }
      page.append(rows);
    }
    return page.toString();
  }

  private static String engine(JsonNode table) {
    var text = new StringBuilder(table.path(1).asText());
    if (!table.path(2).asText().isEmpty()) {
      text.append(", partitioned by ").append(code(table.path(2).asText()));
    }
    if (!table.path(3).asText().isEmpty()) {
      text.append(", ordered by ").append(code(table.path(3).asText()));
    }
    return text.append(".\n\n").toString();
  }
}
