package io.millrace.connect.clickhouse;

import org.apache.kafka.connect.errors.ConnectException;

/**
 * ClickHouse refused an insert for what is in it, such as a row that breaks a constraint: some of
 * its rows are at fault, and the others may go in.
 */
final class InsertRejectedException extends ConnectException {
  InsertRejectedException(String message, Throwable cause) {
    super(message, cause);
  }
}
