package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterMark;

/** What came of a deed for one letter. */
sealed interface Resolution {
  DeadLetter letter();

  /** It has a mark now. */
  record Marked(DeadLetter letter, DeadLetterMark mark) implements Resolution {}

  /** It is as it was, for this reason. */
  record Skipped(DeadLetter letter, String reason) implements Resolution {}
}
