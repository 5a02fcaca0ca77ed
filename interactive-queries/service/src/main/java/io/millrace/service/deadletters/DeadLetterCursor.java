package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterKey;
import java.util.Optional;

/** The position in a list; as text {@code at~topic~partition~offset}. */
record DeadLetterCursor(long at, DeadLetterId id) {
  private static final FailureReason NONE = new FailureReason("", "", "");

  static DeadLetterCursor of(DeadLetter letter) {
    return new DeadLetterCursor(letter.at(), letter.id());
  }

  static Optional<DeadLetterCursor> parse(String text) {
    int end = text.indexOf('~');
    if (end < 1) {
      return Optional.empty();
    }
    try {
      long at = Long.parseLong(text.substring(0, end));
      return DeadLetterId.parse(text.substring(end + 1)).map(id -> new DeadLetterCursor(at, id));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A dead letter with this position in the order. */
  DeadLetter asDeadLetter() {
    var key = new DeadLetterKey("", id.topic(), id.partition(), id.offset());
    return new DeadLetter(id, key, false, NONE, at, 0);
  }

  @Override
  public String toString() {
    return at + "~" + id;
  }
}
