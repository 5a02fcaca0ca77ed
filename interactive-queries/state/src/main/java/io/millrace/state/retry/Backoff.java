package io.millrace.state.retry;

import java.time.Duration;

/** Counts the failures in a row of one caller, and gives the pause after each. */
public final class Backoff {
  private final BackoffPolicy policy;
  private final Sleeper sleeper;
  private int failures;

  /** Pauses that double, with jitter. */
  public Backoff(Duration first, Duration ceiling) {
    this(BackoffPolicy.doubling(first, ceiling));
  }

  /** Pauses by a policy. */
  public Backoff(BackoffPolicy policy) {
    this(policy, Thread::sleep);
  }

  /** Pauses by a policy, on another clock than the system's. */
  public Backoff(BackoffPolicy policy, Sleeper sleeper) {
    this.policy = policy;
    this.sleeper = sleeper;
  }

  /** Lets the calling thread wait. */
  @FunctionalInterface
  public interface Sleeper {
    /** Returns when the time is over. */
    void sleep(Duration time) throws InterruptedException;
  }

  /** Counts a failure; how long to wait before the next attempt. */
  public synchronized Duration next() {
    // The ceiling was reached long before.
    failures = Math.min(failures + 1, Integer.MAX_VALUE - 1);
    return policy.after(failures);
  }

  /** An attempt succeeded: the next pause is the first again. */
  public synchronized void reset() {
    failures = 0;
  }

  /** Counts a failure and waits. */
  public void await() throws InterruptedException {
    sleeper.sleep(next());
  }
}
