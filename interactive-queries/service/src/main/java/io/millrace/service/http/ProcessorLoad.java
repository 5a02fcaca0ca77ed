package io.millrace.service.http;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * The used share of the machine's processors, or of the container's, 0 to 1: in the time between
 * the last two calls that are at least half a second apart. 0 if it is unknown.
 */
final class ProcessorLoad implements DoubleSupplier {
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private double share = measured();
  private long at = System.nanoTime();

  @Override
  public synchronized double getAsDouble() {
    long now = System.nanoTime();
    if (now - at > APART_NANOS) {
      share = measured();
      at = now;
    }
    return share;
  }

  private static double measured() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getCpuLoad())
        : 0;
  }
}
