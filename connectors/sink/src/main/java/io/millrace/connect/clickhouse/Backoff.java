package io.millrace.connect.clickhouse;

import java.time.Duration;

/** Waits that double up to a most, until something succeeds. */
final class Backoff {
  private final long firstMs;
  private final long mostMs;
  private long nextMs;

  Backoff(Duration first, Duration most) {
    firstMs = first.toMillis();
    mostMs = most.toMillis();
    nextMs = firstMs;
  }

  void reset() {
    nextMs = firstMs;
  }

  long nextMs() {
    long now = Math.min(nextMs, mostMs);
    nextMs = Math.min(2 * now, mostMs);
    return now;
  }
}
