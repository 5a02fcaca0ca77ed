package io.millrace.warehouse;

/** A table is there that cannot become the right one; the message says what to do. */
public final class MigrationConflict extends RuntimeException {
  MigrationConflict(String message) {
    super(message);
  }
}
