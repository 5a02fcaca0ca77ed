package io.millrace.query.clickhouse;

/** The kinds of failures of ClickHouse. */
public sealed interface ClickHouseFailure {
  /** A sentence for the caller, without ClickHouse's own message. */
  String detail();

  /** It does not respond, or not in time: the statement can be retried. */
  record NotReady(String detail) implements ClickHouseFailure {}

  /** A table or a database is not there, or not yet. */
  record NoTable(String detail) implements ClickHouseFailure {}

  /** The statement reached one of its ceilings. */
  record TooExpensive(String detail) implements ClickHouseFailure {}

  /** It rejects the request: a wrong password, a statement it does not understand. */
  record Refused(int code, String detail) implements ClickHouseFailure {}
}
