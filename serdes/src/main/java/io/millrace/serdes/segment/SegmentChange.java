package io.millrace.serdes.segment;

import java.util.Locale;

/**
 * That a visitor entered or left a segment.
 *
 * @param segment its name
 * @param version of the rule that says so
 * @param at since when, epoch milliseconds
 * @param eventId the message id of the event that decided it; {@code ""} where none did
 */
public record SegmentChange(
    String tenant,
    String visitor,
    String segment,
    int version,
    boolean entered,
    long at,
    Cause cause,
    String eventId) {

  /** What made the difference. */
  public enum Cause {
    /** An event of the visitor. */
    EVENT,
    /** Time alone. */
    TIME,
    /** Another rule, or another version of it; also history that was read for it. */
    RULE,
    /** The visitor turned out to be the same as another. */
    MERGE,
    /** The visitor was erased. */
    ERASURE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** In topics, JSON and ClickHouse. */
    public String wireName() {
      return word;
    }

    static Cause parse(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
