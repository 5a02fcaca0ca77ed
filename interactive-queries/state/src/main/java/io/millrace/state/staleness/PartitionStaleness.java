package io.millrace.state.staleness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * How old what one partition of a store shows is at most, from where its changelog ended at moments
 * in the past: it shows everything that was committed at the last moment whose end it has passed.
 *
 * <p>Ends are last stable offsets: what is before them is decided. Between the last record that a
 * store has and the end there may be markers and aborted records only; until that was {@link
 * #proveEmpty looked up}, they make it look older than it is, never younger.
 */
final class PartitionStaleness {
  static final int MOST_LOOKS = 128;

  /**
   * Where the changelog ended.
   *
   * @param atMs a moment at which it was not further
   */
  private record Look(long atMs, long end) {}

  private final Deque<Look> ahead = new ArrayDeque<>();
  private long freshAsOfMs;
  private boolean everFresh;
  private long gapFrom;
  private long gapTo;
  private long lastNext = -1;
  private long lastEnd = -1;

  /**
   * Remembers where the changelog ended, and tells whether it may be worth while to look whether
   * anything is before the end: neither has moved since the last look.
   *
   * @param atMs a moment before Kafka was asked
   * @param next the offset behind the last record that the store has
   */
  synchronized boolean observe(long atMs, long end, long next) {
    pass(next);
    if (ahead.size() == MOST_LOOKS) {
      thinOut();
    }
    ahead.addLast(new Look(atMs, end));
    boolean still = end == lastEnd && next == lastNext;
    lastEnd = end;
    lastNext = next;
    return still && passed(next) < end;
  }

  /** Nothing but markers and aborted records lies in {@code from <= offset < to}. */
  synchronized void proveEmpty(long from, long to) {
    gapFrom = from;
    gapTo = to;
  }

  /**
   * An upper bound of how long ago it showed everything that was committed.
   *
   * @param next the offset behind the last record that the store has
   * @return empty where it is not known
   */
  synchronized OptionalLong atMostMs(long nowMs, long next) {
    pass(next);
    return everFresh ? OptionalLong.of(Math.max(0, nowMs - freshAsOfMs)) : OptionalLong.empty();
  }

  private void pass(long next) {
    long passed = passed(next);
    for (Look first = ahead.peekFirst();
        first != null && first.end <= passed;
        first = ahead.peekFirst()) {
      freshAsOfMs = first.atMs;
      everFresh = true;
      ahead.removeFirst();
    }
  }

  private long passed(long next) {
    return gapFrom <= next && next < gapTo ? gapTo : next;
  }

  /** Every other moment goes: what is passed later then counts as older than it is. */
  private void thinOut() {
    var kept = new ArrayDeque<Look>();
    boolean keep = true;
    for (Look look : ahead) {
      if (keep) {
        kept.addLast(look);
      }
      keep = !keep;
    }
    ahead.clear();
    ahead.addAll(kept);
  }
}
