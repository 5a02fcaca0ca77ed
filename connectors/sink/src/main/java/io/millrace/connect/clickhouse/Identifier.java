package io.millrace.connect.clickhouse;

/** Names in SQL text: of tables and columns, which may come from the schemas of records. */
final class Identifier {
  private Identifier() {}

  /** The name in backticks; throws {@link UnfitRecord} for one that no column should have. */
  static String quoted(String name) {
    boolean odd = name.isEmpty() || name.chars().anyMatch(c -> c == '`' || c == '\\' || c < ' ');
    if (odd) {
      throw new UnfitRecord(
          "a name in ClickHouse must not be empty nor have backticks, backslashes or control"
              + " characters, but was '%s'".formatted(name));
    }
    return "`" + name + "`";
  }
}
