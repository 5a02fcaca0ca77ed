package io.millrace.topologies.segment.rule;

/**
 * Whether a behaviour holds at a moment.
 *
 * @param changesAt the first later moment at which that changes without a further event, epoch
 *     milliseconds, or {@link #NEVER}
 */
public record Verdict(boolean holds, long changesAt) {
  public static final long NEVER = Long.MAX_VALUE;

  /** When what happened at this moment is no longer within this time. */
  static long expiresAt(long moment, long within) {
    return within == Behaviour.EVER ? NEVER : moment + within;
  }
}
