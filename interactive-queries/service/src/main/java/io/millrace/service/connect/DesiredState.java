package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a connector is to do. The names are Connect's words for the states. */
enum DesiredState {
  RUNNING("resume"),
  /** Its tasks keep their partitions, and move nothing. */
  PAUSED("pause"),
  /** It has no tasks. Only then can its offsets be changed. */
  STOPPED("stop");

  private final String verb;

  DesiredState(String verb) {
    this.verb = verb;
  }

  /** What leads there, in Connect's paths and in ours. */
  String verb() {
    return verb;
  }

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<DesiredState> parse(String word) {
    return Arrays.stream(values()).filter(state -> state.wireName().equals(word)).findFirst();
  }

  static List<String> wireNames() {
    return Arrays.stream(values()).map(DesiredState::wireName).toList();
  }
}
