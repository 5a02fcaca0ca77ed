package io.millrace.state.freshness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where an answer, or a part of one, comes from. */
public enum SourceKind {
  /** The windows in the state store. */
  LIVE,
  /** The windows in ClickHouse. */
  ROLLUP,
  /** The single events in ClickHouse. */
  EVENTS;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String wireName() {
    return word;
  }

  public static Optional<SourceKind> parse(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  public static List<String> wireNames() {
    return Arrays.stream(values()).map(SourceKind::wireName).toList();
  }
}
