package io.millrace.connect.clickhouse;

/** ClickHouse is temporarily unable, or the outcome is unknown: the attempt can be repeated. */
final class RetriableClickHouseException extends Exception {
  RetriableClickHouseException(String message) {
    super(message);
  }

  RetriableClickHouseException(String message, Throwable cause) {
    super(message, cause);
  }
}
