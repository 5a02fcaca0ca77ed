package io.millrace.service.warehouse;

/**
 * A table exists that cannot become the right one: events cannot reach ClickHouse until the
 * operator has acted. The message says how.
 */
public final class WarehouseConflict extends RuntimeException {
  private static final long serialVersionUID = 1;

  WarehouseConflict(String message) {
    super(message);
  }
}
