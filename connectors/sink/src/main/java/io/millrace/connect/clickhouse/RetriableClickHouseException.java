package io.millrace.connect.clickhouse;

/** ClickHouse cannot do it now, or it is not known whether it did: worth another attempt. */
final class RetriableClickHouseException extends Exception {
  RetriableClickHouseException(String message) {
    super(message);
  }

  RetriableClickHouseException(String message, Throwable cause) {
    super(message, cause);
  }
}
