package io.millrace.serdes.segment;

/** Verdicts on how many things are within a time. */
final class Verdicts {
  /** When the n-th latest thing leaves; {@code Long.MIN_VALUE} where there are fewer. */
  @FunctionalInterface
  interface Leaving {
    long leaves(int nth);
  }

  private Verdicts() {}

  static Verdict ofTimes(Behaviour.Bound bound, int times, Leaving leaving, long now) {
    return switch (bound) {
      case AT_LEAST -> atLeast(times, leaving, now);
      case AT_MOST -> atMost(times, leaving, now);
      case EXACTLY -> exactly(times, leaving, now);
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

  private static Verdict atLeast(int times, Leaving leaving, long now) {
    return times == 0 ? new Verdict(true, Verdict.NEVER) : until(leaving.leaves(times), now);
  }

  private static Verdict atMost(int times, Leaving leaving, long now) {
    return from(leaving.leaves(times + 1), now);
  }

  private static Verdict exactly(int times, Leaving leaving, long now) {
    Verdict most = atMost(times, leaving, now);
    return most.holds() ? atLeast(times, leaving, now) : notYet(times, most, leaving);
  }

  /** Too many now: once one has left it is the right number, unless all leave together. */
  private static Verdict notYet(int times, Verdict most, Leaving leaving) {
    boolean then = times == 0 || leaving.leaves(times) > most.changesAt();
    return new Verdict(false, then ? most.changesAt() : Verdict.NEVER);
  }
}
