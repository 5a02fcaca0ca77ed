package io.millrace.connect.clickhouse;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the inserts that were running at the first call: those of a failed task, or of an
 * attempt without a response. Until they have ended, the content of the table is not final.
 *
 * <p>It never blocks: it throws, and Connect's redelivery checks again. Inserts that started later
 * belong to live tasks, which own other partitions, and are not waited for.
 */
final class InsertDrain {
  private static final Logger LOG = LoggerFactory.getLogger(InsertDrain.class);

  private final SinkClient clickHouse;
  private final Clock clock;
  private final Duration patience;
  private @Nullable Set<String> awaited;
  private Instant since = Instant.EPOCH;

  InsertDrain(SinkClient clickHouse, Clock clock, Duration patience) {
    this.clickHouse = clickHouse;
    this.clock = clock;
    this.patience = patience;
  }

  /** An insert of this task failed and may still be running. */
  void afterFailure() {
    // While inserts are awaited this task starts none, and the list of them must not grow.
    if (awaited != null && awaited.isEmpty()) {
      awaited = null;
    }
  }

  /** Partitions were reassigned: any insert that is running now may be of their former owner. */
  void afterRebalance() {
    awaited = null;
  }

  /**
   * Returns if the inserts have ended; throws {@link RetriableClickHouseException} while one has
   * not.
   */
  void await() throws RetriableClickHouseException {
    Set<String> waiting = awaited;
    if (waiting != null && waiting.isEmpty()) {
      return;
    }
    List<SinkClient.Running> running = clickHouse.running();
    if (waiting == null) {
      waiting = new HashSet<>();
      for (SinkClient.Running insert : running) {
        waiting.add(insert.queryId());
      }
      awaited = waiting;
      since = clock.instant();
    }
    retain(waiting, running);
    if (!waiting.isEmpty()) {
      endAfterPatience(waiting);
      throw new RetriableClickHouseException(
          "%d inserts of an earlier attempt are still running".formatted(waiting.size()));
    }
  }

  private void retain(Set<String> waiting, List<SinkClient.Running> running) {
    var still = new HashSet<String>();
    for (SinkClient.Running insert : running) {
      // A cancelled insert that is listed for another full period has ended.
      if (!insert.cancelled() || elapsed().compareTo(patience.multipliedBy(2)) < 0) {
        still.add(insert.queryId());
      }
    }
    waiting.retainAll(still);
  }

  private void endAfterPatience(Set<String> waiting) throws RetriableClickHouseException {
    if (elapsed().compareTo(patience) >= 0) {
      LOG.warn("Killing {} inserts that have run for more than {}", waiting.size(), patience);
      clickHouse.kill(waiting);
    }
  }

  private Duration elapsed() {
    return Duration.between(since, clock.instant());
  }
}
