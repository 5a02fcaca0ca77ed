package io.millrace.query.clickhouse;

/** Thrown for a statement that ClickHouse did not execute. */
public final class ClickHouseFailed extends RuntimeException {
  private final transient ClickHouseFailure failure;

  public ClickHouseFailed(ClickHouseFailure failure, Throwable cause) {
    super(failure.detail(), cause);
    this.failure = failure;
  }

  /** The failure, by its kind. */
  public ClickHouseFailure failure() {
    return failure;
  }
}
