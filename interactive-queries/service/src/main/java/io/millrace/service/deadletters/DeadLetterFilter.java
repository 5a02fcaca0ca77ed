package io.millrace.service.deadletters;

import org.jspecify.annotations.Nullable;

/** Selects dead letters; {@code ""} and null match all. */
record DeadLetterFilter(
    String connector, String table, String reason, @Nullable DeadLetterState state) {
  boolean matches(DeadLetter letter, DeadLetterState is) {
    return (state == null || state == is)
        && (connector.isEmpty() || connector.equals(letter.connector()))
        && (table.isEmpty() || table.equals(letter.why().table()))
        && (reason.isEmpty() || reason.equals(letter.why().reason()));
  }

  /** Whether it matches every dead letter, of one state or of all. */
  boolean matchesAll() {
    return connector.isEmpty() && table.isEmpty() && reason.isEmpty();
  }
}
