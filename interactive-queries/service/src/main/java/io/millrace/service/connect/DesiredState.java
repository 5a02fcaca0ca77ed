package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The desired state of a connector, in Connect's terms. */
enum DesiredState {
  RUNNING("resume"),
  /** Its tasks keep their partitions, and process nothing. */
  PAUSED("pause"),
  /** It has no tasks. Only then can its offsets be changed. */
  STOPPED("stop");

  private final String verb;

  DesiredState(String verb) {
    this.verb = verb;
  }

  /** The verb in Connect's paths and in ours. */
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
