package io.millrace.state.staleness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * An upper bound of the age of what one partition of a store shows, from past end offsets of its
 * changelog: it shows everything that was committed at the last time whose end it has passed.
 *
 * <p>Ends are last stable offsets: what is before them is decided. Between the last record of a
 * store and the end there may be markers and aborted records only; until that was {@link
 * #proveEmpty checked}, the partition looks older than it is, never younger.
 */
final class PartitionStaleness {
  static final int MOST_LOOKS = 128;

  /**
   * An end offset of the changelog.
   *
   * @param atMs a time at which it was not higher
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
   * Records an end offset, and returns whether it may be worthwhile to probe for data before the
   * end: neither has moved since the last read.
   *
   * @param atMs a time before Kafka was asked
   * @param next the offset after the last record of the store
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

  /** Only markers and aborted records are in {@code from <= offset < to}. */
  synchronized void proveEmpty(long from, long to) {
    gapFrom = from;
    gapTo = to;
  }

  /**
   * An upper bound of how long ago it showed everything committed, in milliseconds.
   *
   * @param next the offset after the last record of the store
   * @return empty if unknown
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

  /** Drops every other time: what is passed later then counts as older than it is. */
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
