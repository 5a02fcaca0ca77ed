package io.millrace.serdes.segment;

import java.util.Locale;

/**
 * A visitor entered or left a segment.
 *
 * @param segment its name
 * @param version of the rule
 * @param at effective time, epoch milliseconds
 * @param eventId the message id of the event that decided it; {@code ""} if none did
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

  /** The cause of a change. */
  public enum Cause {
    /** An event of the visitor. */
    EVENT,
    /** The passing of time. */
    TIME,
    /** A new rule or a new version of it; also its backfill from history. */
    RULE,
    /** The visitor was merged with another. */
    MERGE,
    /** The visitor was erased. */
    ERASURE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The name in topics, JSON and ClickHouse. */
    public String wireName() {
      return word;
    }

    static Cause parse(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
