package io.millrace.connect.clickhouse;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Has offsets committed soon after their records are in, so that little is asked again after a
 * restart and the group's offsets tell how far the tables are. The worker's own interval is a
 * minute by default and the same for all its connectors.
 */
final class OffsetCommitPolicy {
  private final SinkTaskContext context;
  private final Clock clock;
  private final long intervalMs;
  private long lastMs = Long.MIN_VALUE / 2;
  private boolean uncommitted;

  OffsetCommitPolicy(SinkTaskContext context, Clock clock, Duration interval) {
    this.context = context;
    this.clock = clock;
    this.intervalMs = interval.toMillis();
  }

  /** Offsets can be committed that could not before. */
  void delivered() {
    uncommitted = true;
  }

  void commitWhenDue() {
    if (uncommitted && dueInMs() == 0) {
      context.requestCommit();
      lastMs = clock.millis();
      uncommitted = false;
    }
  }

  /** Milliseconds until there is something to commit; MAX_VALUE where there is nothing. */
  long dueInMs() {
    return uncommitted ? Math.max(0, lastMs + intervalMs - clock.millis()) : Long.MAX_VALUE;
  }
}
