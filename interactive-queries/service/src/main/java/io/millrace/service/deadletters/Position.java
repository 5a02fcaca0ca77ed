package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterKey;
import java.util.Optional;

/** Up to where a list was read; as text {@code at~topic~partition~offset}. */
record Position(long at, LetterId id) {
  private static final Why NONE = new Why("", "", "");

  static Position of(Letter letter) {
    return new Position(letter.at(), letter.id());
  }

  static Optional<Position> parse(String text) {
    int end = text.indexOf('~');
    if (end < 1) {
      return Optional.empty();
    }
    try {
      long at = Long.parseLong(text.substring(0, end));
      return LetterId.parse(text.substring(end + 1)).map(id -> new Position(at, id));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** One that has this place among letters. */
  Letter asLetter() {
    var key = new DeadLetterKey("", id.topic(), id.partition(), id.offset());
    return new Letter(id, key, false, NONE, at, 0);
  }

  @Override
  public String toString() {
    return at + "~" + id;
  }
}
