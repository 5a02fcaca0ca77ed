package io.millrace.warehouse;

/** An existing table cannot be migrated to the required definition; the message says what to do. */
public final class MigrationConflict extends RuntimeException {
  MigrationConflict(String message) {
    super(message);
  }
}
