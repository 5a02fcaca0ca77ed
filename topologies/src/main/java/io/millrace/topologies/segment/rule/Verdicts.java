package io.millrace.topologies.segment.rule;

/** Verdicts on the number of events within a time span. */
final class Verdicts {
  /** Timestamps of which the latest are known. */
  interface Latest {
    long NONE = Long.MIN_VALUE;

    /** The n-th latest, from 1; {@link #NONE} if there are fewer. */
    long latest(int nth);

    private long leaves(int nth, long within) {
      long timestamp = latest(nth);
      return timestamp == NONE ? NONE : Verdict.expiresAt(timestamp, within);
    }
  }

  private Verdicts() {}

  static Verdict ofTimes(
      Behaviour.Bound bound, int times, long within, Latest timestamps, long now) {
    return switch (bound) {
      case AT_LEAST -> atLeast(times, within, timestamps, now);
      case AT_MOST -> atMost(times, within, timestamps, now);
      case EXACTLY -> exactly(times, within, timestamps, now);
    };
  }

  /** Holds until a time. */
  static Verdict until(long timestamp, long now) {
    return now < timestamp ? new Verdict(true, timestamp) : new Verdict(false, Verdict.NEVER);
  }

  /** Does not hold before a time. */
  static Verdict from(long timestamp, long now) {
    return now < timestamp ? new Verdict(false, timestamp) : new Verdict(true, Verdict.NEVER);
  }

  private static Verdict atLeast(int times, long within, Latest timestamps, long now) {
    return times == 0
        ? new Verdict(true, Verdict.NEVER)
        : until(timestamps.leaves(times, within), now);
  }

  private static Verdict atMost(int times, long within, Latest timestamps, long now) {
    return from(timestamps.leaves(times + 1, within), now);
  }

  private static Verdict exactly(int times, long within, Latest timestamps, long now) {
    Verdict most = atMost(times, within, timestamps, now);
    return most.holds()
        ? atLeast(times, within, timestamps, now)
        : notYet(times, within, timestamps, most);
  }

  /** Too many now: once one has expired the number is right, unless all expire together. */
  private static Verdict notYet(int times, long within, Latest timestamps, Verdict most) {
    boolean then = times == 0 || timestamps.leaves(times, within) > most.changesAt();
    return new Verdict(false, then ? most.changesAt() : Verdict.NEVER);
  }
}
