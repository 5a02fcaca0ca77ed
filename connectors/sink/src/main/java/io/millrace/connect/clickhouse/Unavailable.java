package io.millrace.connect.clickhouse;

/** ClickHouse cannot do it now, or it is not known whether it did: worth another attempt. */
final class Unavailable extends Exception {
  Unavailable(String message) {
    super(message);
  }

  Unavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
