package io.millrace.state.freshness;

/**
 * The windows that wait for their row to go out, as they were seen at a moment.
 *
 * @param seenAt when the look began, epoch milliseconds
 * @param oldest since when the one waits that waits longest; {@link Long#MAX_VALUE} for none
 */
public record PendingWindows(long seenAt, long oldest) {
  /** Whether, seen after this moment, none waited since it or before. */
  boolean noneSince(long moment) {
    return seenAt > moment && oldest > moment;
  }
}
