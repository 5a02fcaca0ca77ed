package io.millrace.query.clickhouse;

/** What can go wrong when ClickHouse is asked. */
public sealed interface ClickHouseFailure {
  String detail();

  /** It does not answer, or not in time: worth another try. */
  record NotReady(String detail) implements ClickHouseFailure {}

  /** A table or a database is not there, or not yet. */
  record NoTable(String detail) implements ClickHouseFailure {}

  /** The statement reached one of its ceilings. */
  record TooExpensive(String detail) implements ClickHouseFailure {}

  /** It refuses what we say: a wrong password, a statement it does not understand. */
  record Refused(int code, String detail) implements ClickHouseFailure {}
}
