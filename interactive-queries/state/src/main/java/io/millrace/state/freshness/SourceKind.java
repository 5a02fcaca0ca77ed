package io.millrace.state.freshness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The source of an answer, or of a part of one. */
public enum SourceKind {
  /** The windows in the state store. */
  LIVE,
  /** The windows in ClickHouse. */
  ROLLUP,
  /** The single events in ClickHouse. */
  EVENTS;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The name in the API. */
  public String wireName() {
    return word;
  }

  /** The source with this wire name; empty if there is none. */
  public static Optional<SourceKind> parse(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /** The wire names of all sources. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(SourceKind::wireName).toList();
  }
}
