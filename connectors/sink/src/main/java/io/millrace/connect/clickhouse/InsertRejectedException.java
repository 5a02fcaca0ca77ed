package io.millrace.connect.clickhouse;

import org.apache.kafka.connect.errors.ConnectException;

/**
 * ClickHouse rejected an insert because of its content, such as a row that violates a constraint:
 * some rows are invalid, and the others may be inserted without them.
 */
final class InsertRejectedException extends ConnectException {
  InsertRejectedException(String message, Throwable cause) {
    super(message, cause);
  }
}
