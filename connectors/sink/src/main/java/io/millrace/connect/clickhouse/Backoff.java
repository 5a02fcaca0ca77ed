package io.millrace.connect.clickhouse;

import java.time.Duration;

/** Retry waits that double up to a maximum, until an attempt succeeds. */
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
