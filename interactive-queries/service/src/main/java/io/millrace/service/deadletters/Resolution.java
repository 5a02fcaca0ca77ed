package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterMark;

/** The result of an action for one dead letter. */
sealed interface Resolution {
  DeadLetter letter();

  /** It has a mark now. */
  record Marked(DeadLetter letter, DeadLetterMark mark) implements Resolution {}

  /** It was not changed, for this reason. */
  record Skipped(DeadLetter letter, String reason) implements Resolution {}
}
