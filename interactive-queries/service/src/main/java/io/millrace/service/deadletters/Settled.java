package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterMark;

/** What came of a deed for one letter. */
sealed interface Settled {
  Letter letter();

  /** It has a mark now. */
  record Marked(Letter letter, DeadLetterMark mark) implements Settled {}

  /** It is as it was, for this reason. */
  record Left(Letter letter, String reason) implements Settled {}
}
