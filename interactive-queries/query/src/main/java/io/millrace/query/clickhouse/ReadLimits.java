package io.millrace.query.clickhouse;

import java.time.Duration;

/**
 * Limits of one statement; beyond any of them it fails as {@link ClickHouseFailure.TooExpensive}.
 *
 * @param executionTime whole seconds
 */
public record ReadLimits(Duration executionTime, long rowsRead, long resultRows, long memoryBytes) {
  public static final ReadLimits DEFAULT =
      new ReadLimits(Duration.ofSeconds(30), 2_000_000_000L, 200_000L, 2L << 30);

  public ReadLimits {
    if (executionTime.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "executionTime must be at least 1s, but was " + executionTime);
    }
  }
}
