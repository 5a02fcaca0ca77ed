package io.millrace.service.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.DoubleSupplier;

/**
 * Detects that reads have recently been too slow for an event loop, which blocks all its
 * connections in the meantime: because they read from a disk, or wait for a store that is being
 * flushed. Then the framework serves them for a while, on threads that may block.
 *
 * <p>A stall is followed by a pause that is a hundred times as long, so that loops are blocked for
 * at most a hundredth of the time. Shorter ones count in the mean only, as each of them may be of a
 * thread without a processor. If the processors are busy there is no pause: reads are equally slow
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

  /** The used share of the processors, 0 to 1. */
  private final DoubleSupplier load;

  /** Written without a lock by each loop: a race loses one read of many. */
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
            .description(
                "Switches of reads from the event loops to worker threads because they were "
                    + "slow")
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
