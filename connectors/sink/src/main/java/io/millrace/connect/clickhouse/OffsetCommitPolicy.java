package io.millrace.connect.clickhouse;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Requests offset commits soon after records are stored, so that little is looked up again after a
 * restart and the group's offsets show how far the tables are. The worker's own interval is a
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

  /** New offsets have become committable. */
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

  /** Milliseconds until a commit is due; MAX_VALUE if there is nothing to commit. */
  long dueInMs() {
    return uncommitted ? Math.max(0, lastMs + intervalMs - clock.millis()) : Long.MAX_VALUE;
  }
}
