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
 * Waits for the inserts that were running when it was asked first: those of a task that died, or of
 * an attempt whose answer never came. Until they have ended, which rows there are is not settled.
 *
 * <p>It never blocks: it throws, and Connect's next delivery asks again. Inserts that began later
 * are of live tasks, which have other partitions, and are not waited for.
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
    // While inserts are awaited this task begins none, and the list of them must not grow.
    if (awaited != null && awaited.isEmpty()) {
      awaited = null;
    }
  }

  /** Partitions changed hands: any insert that is running now may be of their former owner. */
  void afterRebalance() {
    awaited = null;
  }

  /**
   * Returns when the inserts have ended; throws {@link RetriableClickHouseException} as long as one
   * has not.
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
      // A cancelled insert that shows for another whole span has ended, but for the list.
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
