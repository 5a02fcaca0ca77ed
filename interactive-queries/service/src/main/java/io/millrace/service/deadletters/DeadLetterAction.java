package io.millrace.service.deadletters;

/** How dead letters are resolved. */
sealed interface DeadLetterAction {
  /** The record is written to its original topic again. */
  record Replay(RecordEdit edit) implements DeadLetterAction {}

  /** The dead letter is dismissed. */
  record Discard() implements DeadLetterAction {}
}
