package io.millrace.query.clickhouse;

/** Ends the work on a statement that ClickHouse did not answer. */
public final class ClickHouseFailed extends RuntimeException {
  private final transient ClickHouseFailure failure;

  public ClickHouseFailed(ClickHouseFailure failure, Throwable cause) {
    super(failure.detail(), cause);
    this.failure = failure;
  }

  public ClickHouseFailure failure() {
    return failure;
  }
}
