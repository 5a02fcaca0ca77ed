package io.millrace.service.deadletters;

/** What is to become of a letter. */
sealed interface Deed {
  /** Its record is written to its topic again. */
  record Replay(Edit edit) implements Deed {}

  /** It is not looked at any more. */
  record Discard() implements Deed {}
}
