package io.millrace.topologies.segment.rule;

/**
 * Whether a behaviour holds at a time.
 *
 * @param changesAt the first later time at which that changes without a further event, epoch
 *     milliseconds, or {@link #NEVER}
 */
public record Verdict(boolean holds, long changesAt) {
  public static final long NEVER = Long.MAX_VALUE;

  /** When an event at this timestamp is no longer within this time span. */
  static long expiresAt(long timestamp, long within) {
    return within == Behaviour.EVER ? NEVER : timestamp + within;
  }
}
