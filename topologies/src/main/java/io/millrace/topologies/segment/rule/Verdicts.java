package io.millrace.topologies.segment.rule;

/** Verdicts on how many things are within a time. */
final class Verdicts {
  /** Moments of which the latest are known. */
  interface Latest {
    long NONE = Long.MIN_VALUE;

    /** The n-th latest, from 1; {@link #NONE} where there are fewer. */
    long latest(int nth);

    private long leaves(int nth, long within) {
      long moment = latest(nth);
      return moment == NONE ? NONE : Verdict.expiresAt(moment, within);
    }
  }

  private Verdicts() {}

  static Verdict ofTimes(Behaviour.Bound bound, int times, long within, Latest moments, long now) {
    return switch (bound) {
      case AT_LEAST -> atLeast(times, within, moments, now);
      case AT_MOST -> atMost(times, within, moments, now);
      case EXACTLY -> exactly(times, within, moments, now);
    };
  }

  /** Holds until a moment. */
  static Verdict until(long moment, long now) {
    return now < moment ? new Verdict(true, moment) : new Verdict(false, Verdict.NEVER);
  }

  /** Does not hold before a moment. */
  static Verdict from(long moment, long now) {
    return now < moment ? new Verdict(false, moment) : new Verdict(true, Verdict.NEVER);
  }

  private static Verdict atLeast(int times, long within, Latest moments, long now) {
    return times == 0
        ? new Verdict(true, Verdict.NEVER)
        : until(moments.leaves(times, within), now);
  }

  private static Verdict atMost(int times, long within, Latest moments, long now) {
    return from(moments.leaves(times + 1, within), now);
  }

  private static Verdict exactly(int times, long within, Latest moments, long now) {
    Verdict most = atMost(times, within, moments, now);
    return most.holds()
        ? atLeast(times, within, moments, now)
        : notYet(times, within, moments, most);
  }

  /** Too many now: once one has left it is the right number, unless all leave together. */
  private static Verdict notYet(int times, long within, Latest moments, Verdict most) {
    boolean then = times == 0 || moments.leaves(times, within) > most.changesAt();
    return new Verdict(false, then ? most.changesAt() : Verdict.NEVER);
  }
}
