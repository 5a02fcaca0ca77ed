package io.millrace.service.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.DoubleSupplier;

/**
 * Whether reads take too long of late to be done on an event loop, which holds up all its
 * connections meanwhile: since they go to a disk, or wait for a store that is just being flushed.
 * Then the framework does them for a while, on threads that may wait.
 *
 * <p>A stall is answered by a pause that is a hundred times as long, so that loops stand still for
 * at most a hundredth of the time. Shorter ones count in the mean only, for each of them may be of
 * a thread that had no processor. Where most have none there is no pause: reads are as slow
 * everywhere then, and the framework's way takes several times the work.
 */
@Singleton
final class SlowReads {
  private static final long STALL_NANOS = 20_000_000;
  private static final int PAUSES_PER_STALL = 100;
  private static final int WEIGHT = 64;
  private static final long MEAN_NANOS = 400_000;
  private static final double BUSY = 0.85;

  private final Counter pauses;

  /** The share of the processors that is taken, 0 to 1. */
  private final DoubleSupplier load;

  /** Written without a lock by each loop: what is lost in a race is one read of many. */
  private volatile long meanNanos;

  private volatile long until = System.nanoTime();

  @Inject
  SlowReads(PrometheusMeterRegistry registry) {
    this(registry, new ProcessorLoad());
  }

  SlowReads(PrometheusMeterRegistry registry, DoubleSupplier load) {
    this.load = load;
    pauses =
        Counter.builder("millrace_event_loop_pauses")
            .description("How often reads were too slow for the event loops, and left them")
            .register(registry);
  }

  boolean now() {
    return System.nanoTime() - until < 0;
  }

  void recordDuration(long nanos) {
    long mean = meanNanos + (nanos - meanNanos) / WEIGHT;
    boolean slow = mean > MEAN_NANOS;
    meanNanos = slow ? 0 : mean;
    if ((slow || nanos > STALL_NANOS) && load.getAsDouble() < BUSY) {
      until = System.nanoTime() + PAUSES_PER_STALL * Math.max(nanos, WEIGHT * MEAN_NANOS);
      pauses.increment();
    }
  }
}
