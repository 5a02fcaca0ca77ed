package io.millrace.serdes.quarantine;

import java.util.Locale;

/** Why an event was rejected. */
public enum QuarantineReason {
  /** Not JSON, or not a JSON object. */
  MALFORMED,
  /** A required field is missing. */
  MISSING_FIELD,
  /** A field has an invalid value. */
  INVALID_FIELD,
  /** More properties than allowed. */
  TOO_MANY_PROPERTIES,
  /** Larger than allowed. */
  TOO_LARGE,
  /** Older than the tenant accepts from live traffic. */
  TOO_LATE,
  /** Further in the future than the tenant accepts. */
  TOO_EARLY;

  /** The name in the API and in ClickHouse, such as {@code too-early}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason with this wire name; throws if there is none. */
  public static QuarantineReason parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
