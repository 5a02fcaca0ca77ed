package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterMark;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a dead letter. */
enum DeadLetterState {
  OPEN,
  REPLAYED,
  DISCARDED;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static DeadLetterState of(@Nullable DeadLetterMark mark) {
    return switch (mark) {
      case null -> OPEN;
      case DeadLetterMark.Replayed _ -> REPLAYED;
      case DeadLetterMark.Discarded _ -> DISCARDED;
    };
  }

  static Optional<DeadLetterState> parse(String word) {
    return Arrays.stream(values()).filter(state -> state.wireName().equals(word)).findFirst();
  }

  static List<String> wireNames() {
    return Arrays.stream(values()).map(DeadLetterState::wireName).toList();
  }
}
