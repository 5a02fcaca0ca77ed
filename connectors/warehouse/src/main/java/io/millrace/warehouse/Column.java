package io.millrace.warehouse;

/**
 * A column of a table.
 *
 * @param type as ClickHouse spells it in {@code system.columns}, up to spaces
 * @param materialized the expression the server computes it by; {@code ""} if rows supply it
 * @param codec the codec's arguments; {@code ""} for the server's default
 */
record Column(String name, String type, String materialized, String codec) {
  static final String WORD = "LowCardinality(String)";
  static final String TIME = "DateTime64(3, 'UTC')";

  /** Text with few distinct values. */
  static Column lowCardinality(String name) {
    return new Column(name, WORD, "", "");
  }

  /** Text with many distinct values. */
  static Column text(String name) {
    return new Column(name, "String", "", "ZSTD(1)");
  }

  /** A timestamp in milliseconds. */
  static Column time(String name) {
    return new Column(name, TIME, "", "Delta, ZSTD(1)");
  }

  /** A number that changes little from row to row. */
  static Column count(String name, String type) {
    return new Column(name, type, "", "T64, ZSTD(1)");
  }

  static Column of(String name, String type) {
    return new Column(name, type, "", "");
  }

  /** As in {@code CREATE TABLE}. */
  String ddl() {
    var ddl = new StringBuilder(SqlNames.name(name)).append(' ').append(type);
    if (!materialized.isEmpty()) {
      ddl.append(" MATERIALIZED ").append(materialized);
    }
    if (!codec.isEmpty()) {
      ddl.append(" CODEC(").append(codec).append(')');
    }
    return ddl.toString();
  }

  boolean hasType(String spelling) {
    return type.replace(" ", "").equals(spelling.replace(" ", ""));
  }
}
