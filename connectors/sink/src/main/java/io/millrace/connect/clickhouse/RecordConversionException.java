package io.millrace.connect.clickhouse;

/** Thrown for a record that its table cannot hold; the message names table, column and reason. */
final class RecordConversionException extends RuntimeException {
  private final String reason;

  RecordConversionException(String table, String column, String reason) {
    this("table %s, column %s %s".formatted(table, column, reason));
  }

  RecordConversionException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  static RecordConversionException unknownField(String table, String column, Object field) {
    return new RecordConversionException(
        table, column, "is not in the table, but field %s is".formatted(field));
  }
}
