package io.millrace.service.deadletters;

/** What is to become of a letter. */
sealed interface DeadLetterAction {
  /** Its record is written to its topic again. */
  record Replay(RecordEdit edit) implements DeadLetterAction {}

  /** It is not looked at any more. */
  record Discard() implements DeadLetterAction {}
}
