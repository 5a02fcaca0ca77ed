package io.millrace.state.freshness;

/**
 * The windows whose row is still to be sent, as of a scan.
 *
 * @param seenAt when the scan began, epoch milliseconds
 * @param oldest since when the oldest is pending; {@link Long#MAX_VALUE} for none
 */
public record PendingWindows(long seenAt, long oldest) {
  /** Whether the scan was after this time, and no window was pending since then or before. */
  boolean noneSince(long timestamp) {
    return seenAt > timestamp && oldest > timestamp;
  }
}
