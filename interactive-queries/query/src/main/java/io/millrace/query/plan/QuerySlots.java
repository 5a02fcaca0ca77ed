package io.millrace.query.plan;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets so many queries run at once: each may hold memory up to its own ceiling. */
public final class QuerySlots {
  private final Semaphore slots;
  private final long waitMs;

  public QuerySlots(int slots, long waitMs) {
    this.slots = new Semaphore(slots, true);
    this.waitMs = waitMs;
  }

  /** Runs a query once a slot is free; throws a failure if none becomes free in time. */
  public <T> T run(Supplier<T> query) {
    take();
    try {
      return query.get();
    } finally {
      slots.release();
    }
  }

  private void take() {
    try {
      if (slots.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new FailureException(new Failure.NotReady("too many queries are running at once", 2));
  }
}
