package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterMark;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a letter. */
enum LetterState {
  OPEN,
  REPLAYED,
  DISCARDED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static LetterState of(@Nullable DeadLetterMark mark) {
    return switch (mark) {
      case null -> OPEN;
      case DeadLetterMark.Replayed _ -> REPLAYED;
      case DeadLetterMark.Discarded _ -> DISCARDED;
    };
  }

  static Optional<LetterState> parse(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(LetterState::word).toList();
  }
}
