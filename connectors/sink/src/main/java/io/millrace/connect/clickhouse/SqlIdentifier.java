package io.millrace.connect.clickhouse;

/** Quoted names of tables and columns in SQL text, which may come from the schemas of records. */
final class SqlIdentifier {
  private SqlIdentifier() {}

  /**
   * The name in backticks; throws {@link RecordConversionException} for a name that is not allowed
   * for a column.
   */
  static String quoted(String name) {
    boolean odd = name.isEmpty() || name.chars().anyMatch(c -> c == '`' || c == '\\' || c < ' ');
    if (odd) {
      throw new RecordConversionException(
          "a name in ClickHouse must not be empty nor have backticks, backslashes or control"
              + " characters, but was '%s'".formatted(name));
    }
    return "`" + name + "`";
  }
}
