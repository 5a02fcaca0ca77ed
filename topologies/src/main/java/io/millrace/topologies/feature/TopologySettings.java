package io.millrace.topologies.feature;

import java.time.Duration;

/**
 * What of the topologies can be set.
 *
 * @param partitions of every event topic and store
 * @param foldEvery how often the owner of a series folds what it has merged into windows
 * @param settleAfter a changed window that is large or coarse goes out once it has been quiet for
 *     this long; longer than foldEvery, or it would always seem quiet
 * @param windowRetention how long a window stays in the store after its last change
 * @param seriesPerWindow how many series a window of a tenant's rollup has in a partition; what is
 *     past it counts in {@code (other)}
 * @param recentBytes of visitors' records that are kept before the store, over all partitions
 * @param overflowRetention how long message ids and sessions stay in the overflow store
 */
public record TopologySettings(
    int partitions,
    Duration foldEvery,
    Duration settleAfter,
    Duration windowRetention,
    int seriesPerWindow,
    long recentBytes,
    Duration overflowRetention) {
  /** How long a window stays in the store after its last change. */
  public static final Duration WINDOW_RETENTION = Duration.ofDays(3);

  /**
   * How far ahead of the clock an event may be at most: a window must not end long after its last
   * change, since it stays for {@link #WINDOW_RETENTION} only.
   */
  public static final Duration MAX_AHEAD = Duration.ofHours(6);

  public TopologySettings {
    requirePositive("foldEvery", foldEvery);
    if (settleAfter.compareTo(foldEvery) <= 0) {
      throw new IllegalArgumentException(
          "settleAfter must be more than foldEvery, %s, but was %s"
              .formatted(foldEvery, settleAfter));
    }
    requirePositive("windowRetention", windowRetention);
    requirePositive("overflowRetention", overflowRetention);
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be 1 or more, but was " + partitions);
    }
    if (seriesPerWindow < 1) {
      throw new IllegalArgumentException(
          "seriesPerWindow must be 1 or more, but was " + seriesPerWindow);
    }
  }

  public static TopologySettings defaults(int partitions) {
    return new TopologySettings(
        partitions,
        Duration.ofSeconds(4),
        Duration.ofSeconds(5),
        WINDOW_RETENTION,
        4_096,
        8L << 20,
        Duration.ofDays(7));
  }

  /** The same with so much memory for records that are kept before their store. */
  public TopologySettings withRecentBytes(long bytes) {
    return new TopologySettings(
        partitions,
        foldEvery,
        settleAfter,
        windowRetention,
        seriesPerWindow,
        bytes,
        overflowRetention);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be more than 0, but was " + value);
    }
  }
}
