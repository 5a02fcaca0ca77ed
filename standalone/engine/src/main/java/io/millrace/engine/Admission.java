package io.millrace.engine;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Limits how many queries run at once, and how many wait for how long; the rest are rejected. */
final class Admission {
  private final GatewayLimits limits;
  private final Semaphore permits;

  Admission(GatewayLimits limits) {
    this.limits = limits;
    this.permits = new Semaphore(limits.running(), true);
  }

  /** Waits for a permit, which the caller must {@link #release}. */
  void acquire() throws EngineException {
    boolean entered = permits.tryAcquire();
    if (!entered && permits.getQueueLength() < limits.waiting()) {
      entered = await(1, limits.patience());
    }
    if (!entered) {
      throw EngineException.of(
          ErrorCode.TOO_MANY_SIMULTANEOUS_QUERIES,
          "Too many simultaneous queries: "
              + limits.running()
              + " run and up to "
              + limits.waiting()
              + " wait for at most "
              + limits.patience().toSeconds()
              + " s; try again later");
    }
  }

  void release() {
    permits.release();
  }

  /**
   * Waits until no query runs, and admits none from then on.
   *
   * @return whether the deadline was met
   */
  boolean close(Duration deadline) {
    return await(limits.running(), deadline);
  }

  private boolean await(int count, Duration deadline) {
    try {
      return permits.tryAcquire(count, deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
