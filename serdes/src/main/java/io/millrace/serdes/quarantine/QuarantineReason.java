package io.millrace.serdes.quarantine;

import java.util.Locale;

/** Why an event was refused. */
public enum QuarantineReason {
  /** Not JSON, or not a JSON object. */
  MALFORMED,
  /** A field that must be there is not. */
  MISSING_FIELD,
  /** A field has a value that it cannot have. */
  INVALID_FIELD,
  /** More properties than an event may have. */
  TOO_MANY_PROPERTIES,
  /** Larger than an event may be. */
  TOO_LARGE,
  /** Older than the tenant accepts live. */
  TOO_LATE,
  /** Further ahead of our clock than the tenant accepts. */
  TOO_EARLY;

  /** How the reason is written: {@code too-early}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static QuarantineReason parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
