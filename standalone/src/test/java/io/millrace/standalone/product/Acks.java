package io.millrace.standalone.product;

import java.util.Arrays;

/**
 * When each of a row of events was acknowledged: what an answer of some moment must contain, and
 * what it may contain. Moments are of {@link System#nanoTime()}.
 */
final class Acks {
  private long[] at = new long[64];
  private int acknowledged;
  private int sent;

  /** Before the event leaves. */
  synchronized void sending() {
    sent++;
  }

  synchronized void acknowledged(long now) {
    if (acknowledged == at.length) {
      at = Arrays.copyOf(at, 2 * acknowledged);
    }
    at[acknowledged++] = now;
  }

  /** How many were acknowledged up to a moment. */
  synchronized int until(long moment) {
    int low = 0;
    int high = acknowledged;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at[middle] - moment <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  synchronized int sent() {
    return sent;
  }

  synchronized int acknowledged() {
    return acknowledged;
  }

  /**
   * How long before a moment the first of those was acknowledged that an answer with so many leaves
   * out, in nanoseconds; 0 where it has all.
   */
  synchronized long behind(long count, long moment) {
    return count >= acknowledged ? 0 : Math.max(0, moment - at[(int) count]);
  }
}
