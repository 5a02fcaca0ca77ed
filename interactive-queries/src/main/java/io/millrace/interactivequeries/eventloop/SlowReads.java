package io.millrace.interactivequeries.eventloop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;

/**
 * Whether reads take too long of late to be done on an event loop, which holds up all its
 * connections meanwhile: since they go to a disk, or wait for a store that is just being flushed.
 * Then the framework does them for a while, on threads that may wait.
 *
 * <p>A stall is answered by a pause that is a hundred times as long, so that loops stand still for
 * at most a hundredth of the time. Shorter ones count in the mean only, for each of them may be of
 * a thread that had no processor.
 */
@Singleton
final class SlowReads {
  private static final long STALL_NANOS = 20_000_000;
  private static final int PAUSES_PER_STALL = 100;
  private static final int WEIGHT = 64;
  private static final long MEAN_NANOS = 400_000;

  private final Counter pauses;

  /** Written without a lock by each loop: what is lost in a race is one read of many. */
  private volatile long meanNanos;

  private volatile long until = System.nanoTime();

  SlowReads(PrometheusMeterRegistry registry) {
    pauses =
        Counter.builder("millrace_event_loop_pauses")
            .description("How often reads were too slow for the event loops, and left them")
            .register(registry);
  }

  boolean now() {
    return System.nanoTime() - until < 0;
  }

  void took(long nanos) {
    long mean = meanNanos + (nanos - meanNanos) / WEIGHT;
    boolean slow = mean > MEAN_NANOS;
    meanNanos = slow ? 0 : mean;
    if (slow || nanos > STALL_NANOS) {
      until = System.nanoTime() + PAUSES_PER_STALL * Math.max(nanos, WEIGHT * MEAN_NANOS);
      pauses.increment();
    }
  }
}
