package io.millrace.topologies;

import java.time.Duration;

/**
 * What of the topologies can be set.
 *
 * @param combineEvery how often a task sends its rollup partials on
 * @param settleAfter a changed window goes out once it has been quiet for this long
 * @param windowRetention how long a window stays in the store after its last change
 * @param seriesPerWindow how many series a window of a tenant's rollup has in a partition; what is
 *     past it counts in {@code (other)}
 * @param overflowRetention how long message ids and sessions stay in the overflow store
 */
public record TopologySettings(
    Duration combineEvery,
    Duration settleAfter,
    Duration windowRetention,
    int seriesPerWindow,
    Duration overflowRetention) {
  public static final TopologySettings DEFAULTS =
      new TopologySettings(
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofDays(3),
          4_096,
          Duration.ofDays(7));

  public TopologySettings {
    requirePositive("combineEvery", combineEvery);
    requirePositive("settleAfter", settleAfter);
    requirePositive("windowRetention", windowRetention);
    requirePositive("overflowRetention", overflowRetention);
    if (seriesPerWindow < 1) {
      throw new IllegalArgumentException(
          "seriesPerWindow must be 1 or more, but was " + seriesPerWindow);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be more than 0, but was " + value);
    }
  }
}
