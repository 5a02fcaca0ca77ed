package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.DeadLetterReporter.RejectedRecord;
import io.millrace.connect.clickhouse.TableOffsets.Present;
import io.millrace.connect.clickhouse.TableOffsets.Span;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records to ClickHouse: accepts a delivery completely or throws and keeps nothing of it,
 * buffers rows, and inserts them on a thread of its own while more are read.
 *
 * <p>A row is in one state at a time: pending, in flight, or unsettled, which is after an insert
 * with an unknown outcome. Unsettled rows go first, once ClickHouse has told which of them it has.
 * Offsets are committed up to the first row that is in any of the three.
 */
final class SinkWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkWriter.class);

  /** The interval at which the end of a running insert is polled. */
  private static final long LOOK_MS = 20;

  /** A request that was cut off can look like a bad row, but rarely twice. */
  private static final int ATTEMPTS_OF_A_ROW = 2;

  private final SinkSettings settings;
  private final SinkClient clickHouse;
  private final SinkTaskContext context;
  private final Clock clock;
  private final TableCache tables;
  private final TableOffsets positions;
  private final InsertDrain drain;
  private final Backoff backoff;
  private final OffsetCommitPolicy commits;
  private final DeadLetterReporter deadLetters;
  private final SinkMetrics metrics;
  private final PendingRows pending;
  private final Deque<Block> unsettled = new ArrayDeque<>();
  private @Nullable InFlightInserts flight;

  /** Why the outcome of the unsettled rows is unknown; null if there are none. */
  private @Nullable RetriableClickHouseException failure;

  private long retryAtMs;

  SinkWriter(SinkSettings settings, SinkClient clickHouse, SinkTaskContext context, Clock clock) {
    this.settings = settings;
    this.clickHouse = clickHouse;
    this.context = context;
    this.clock = clock;
    this.tables =
        new TableCache(clickHouse, settings.server().database(), settings.mapping(), clock);
    this.drain = new InsertDrain(clickHouse, clock, settings.waits().drain());
    this.positions = new TableOffsets(clickHouse, drain);
    this.backoff = new Backoff(settings.waits().retryFirst(), settings.waits().retryMost());
    this.commits = new OffsetCommitPolicy(context, clock, settings.waits().commit());
    this.metrics = new SinkMetrics(settings.connector(), settings.task(), clock);
    this.deadLetters = new DeadLetterReporter(context, metrics);
    this.pending = new PendingRows(settings.batching(), clock);
  }

  /**
   * Accepts the records, possibly none, and makes progress with earlier ones.
   *
   * @throws RetriableClickHouseException if it accepted none of them, and they must be redelivered
   *     after {@link #failed()}
   */
  void deliver(Collection<SinkRecord> records) throws RetriableClickHouseException {
    if (flight != null && flight.isDone()) {
      land();
    }
    settle();
    if (!records.isEmpty()) {
      take(records);
    }
    insertDue();
    commits.commitWhenDue();
    context.timeout(nextLookMs());
  }

  /**
   * To be called after {@link #deliver} threw: how long Connect should wait before the redelivery,
   * in milliseconds.
   */
  long failed() {
    if (retryAtMs <= clock.millis()) {
      postpone();
    }
    long waitMs = retryAtMs - clock.millis();
    context.timeout(waitMs);
    return waitMs;
  }

  /**
   * The offsets to commit: those that Connect has delivered, up to the first row that is not stored
   * yet.
   */
  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> delivered) {
    Map<TopicPartition, Long> first = firstNotIn();
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    delivered.forEach(
        (of, offset) -> {
          long least = first.getOrDefault(of, Long.MAX_VALUE);
          offsets.put(of, least < offset.offset() ? new OffsetAndMetadata(least) : offset);
        });
    return offsets;
  }

  /** The assignment changed: new owners look up in ClickHouse how far their partitions are. */
  void rebalanced() {
    positions.afterRebalance();
  }

  /** Drops the rows of partitions that were revoked. */
  void dropPartitions(Set<TopicPartition> partitions) {
    land();
    List<Block> kept = without(unsettled, partitions);
    unsettled.clear();
    unsettled.addAll(kept);
    failure = unsettled.isEmpty() ? null : failure;
    without(pending.drainAll(), partitions).forEach(pending::put);
    rebalanced();
  }

  @Override
  public void close() {
    try {
      land();
    } catch (RuntimeException e) {
      LOG.warn("the last insert failed; its records are redelivered", e);
    }
    metrics.close();
    clickHouse.close();
  }

  private void take(Collection<SinkRecord> records) throws RetriableClickHouseException {
    PreparedBatch intake = PreparedBatch.of(records, tables);
    Map<Table, Present> present = present(intake);
    var misfits = new ArrayList<>(intake.misfits());
    for (PreparedBatch.Row row : intake.rows()) {
      if (isNew(row, present)) {
        try {
          pending.add(row.plan(), row.record());
        } catch (RecordConversionException e) {
          misfits.add(new RejectedRecord(row.plan().table().name(), row.record(), e.reason()));
        }
      }
    }
    deadLetters.add(misfits);
    intake.spans().forEach(positions::advance);
    if (pending.isEmpty() && flight == null) {
      commits.delivered();
    }
  }

  private boolean isNew(PreparedBatch.Row row, Map<Table, Present> present) {
    Present there = present.getOrDefault(row.plan().table(), Present.NOTHING);
    if (there.isEmpty() || !there.has(row.of(), row.record().originalKafkaOffset())) {
      return true;
    }
    metrics.skipped(row.plan().table().name());
    return false;
  }

  private Map<Table, Present> present(PreparedBatch intake) throws RetriableClickHouseException {
    Map<Table, Map<TopicPartition, Span>> spans = intake.spans();
    boolean unsure =
        spans.entrySet().stream()
            .anyMatch(table -> positions.needsLookup(table.getKey(), table.getValue()));
    if (unsure) {
      // ClickHouse's answer is complete only if nothing is in flight.
      insertPending();
    }
    var present = new HashMap<Table, Present>();
    for (Map.Entry<Table, Map<TopicPartition, Span>> table : spans.entrySet()) {
      Present there = positions.present(table.getKey(), table.getValue());
      if (!there.isEmpty()) {
        present.put(table.getKey(), there);
      }
    }
    return present;
  }

  private void insertPending() throws RetriableClickHouseException {
    land();
    settle();
    if (!pending.isEmpty()) {
      flight = InFlightInserts.start(clickHouse, pending.drainAll());
      land();
      settle();
    }
  }

  private void insertDue() {
    long most = settings.batching().bufferBytes();
    if (flight != null && pending.memoryBytes() + flight.memoryBytes() >= most) {
      land();
    }
    if (flight == null && unsettled.isEmpty()) {
      // Half, as the other half can be filled while these are inserted.
      boolean full = pending.memoryBytes() >= most / 2;
      List<Block> due = full ? pending.drainAll() : pending.drainDue();
      if (!due.isEmpty()) {
        flight = InFlightInserts.start(clickHouse, due);
      }
    }
  }

  /**
   * Waits for the inserts in flight, if any, and keeps what may not be stored for {@link #settle}.
   */
  private void land() {
    InFlightInserts completed = flight;
    if (completed == null) {
      return;
    }
    flight = null;
    try {
      completed.await();
      backoff.reset();
    } catch (RetriableClickHouseException e) {
      failure = e;
      postpone();
    } catch (InsertRejectedException e) {
      LOG.warn("{}; looking for the rows at fault", e.getMessage());
    } finally {
      unsettled.addAll(completed.remaining());
      completed.inserted().forEach(metrics::inserted);
    }
    commits.delivered();
  }

  /** Inserts the unsettled rows that are not in the table; throws until that succeeds. */
  private void settle() throws RetriableClickHouseException {
    if (unsettled.isEmpty()) {
      return;
    }
    if (failure != null) {
      if (clock.millis() < retryAtMs) {
        throw failure;
      }
      drain.await();
      keepMissing();
      failure = null;
    }
    while (!unsettled.isEmpty()) {
      try {
        insertFirstOrHalveIt();
      } catch (RetriableClickHouseException e) {
        failure = e;
        throw e;
      }
      commits.delivered();
    }
    backoff.reset();
  }

  private void keepMissing() throws RetriableClickHouseException {
    var missing = new ArrayList<Block>();
    for (Block block : unsettled) {
      Block rest = missing(block);
      if (rest.rows() > 0) {
        missing.add(rest);
      }
    }
    unsettled.clear();
    unsettled.addAll(missing);
  }

  private Block missing(Block block) throws RetriableClickHouseException {
    Table table = block.table();
    if (!table.hasPositions()) {
      return block;
    }
    Present present = positions.there(table, block.positions());
    return block.only(
        row -> {
          SinkRecord record = block.records().get(row);
          return !present.has(TableOffsets.partition(record), record.originalKafkaOffset());
        });
  }

  /** Inserts the first unsettled block; if it is rejected, its halves replace it. */
  private void insertFirstOrHalveIt() throws RetriableClickHouseException {
    Block block = unsettled.getFirst();
    InsertRejectedException refusal = refusal(block);
    unsettled.removeFirst();
    if (refusal == null) {
      metrics.inserted(block);
    } else if (block.rows() == 1) {
      String table = block.table().name();
      String reason = "table %s: %s".formatted(table, refusal.getMessage());
      deadLetters.add(List.of(new RejectedRecord(table, block.records().getFirst(), reason)));
    } else {
      int half = block.rows() / 2;
      unsettled.addFirst(block.only(row -> row >= half));
      unsettled.addFirst(block.only(row -> row < half));
    }
  }

  /** Null if the block was inserted. */
  private @Nullable InsertRejectedException refusal(Block block)
      throws RetriableClickHouseException {
    InsertRejectedException refusal = null;
    for (int attempt = 0; attempt < (block.rows() == 1 ? ATTEMPTS_OF_A_ROW : 1); attempt++) {
      try {
        clickHouse.insert(block);
        return null;
      } catch (InsertRejectedException e) {
        refusal = e;
      }
    }
    return refusal;
  }

  private void postpone() {
    positions.afterFailure();
    metrics.retried();
    retryAtMs = clock.millis() + backoff.nextMs();
  }

  private Map<TopicPartition, Long> firstNotIn() {
    var first = new HashMap<TopicPartition, Long>();
    noteFirst(pending.blocks(), first);
    noteFirst(unsettled, first);
    if (flight != null) {
      noteFirst(flight.remaining(), first);
    }
    return first;
  }

  private static void noteFirst(Collection<Block> blocks, Map<TopicPartition, Long> first) {
    for (Block block : blocks) {
      block.positions().forEach((of, span) -> first.merge(of, span.first(), Math::min));
    }
  }

  private static List<Block> without(Collection<Block> blocks, Set<TopicPartition> partitions) {
    return blocks.stream()
        .map(
            block ->
                block.only(
                    row -> !partitions.contains(TableOffsets.partition(block.records().get(row)))))
        .filter(block -> block.rows() > 0)
        .toList();
  }

  private long nextLookMs() {
    long next = Math.min(commits.dueInMs(), pending.dueInMs());
    if (flight != null) {
      next = Math.min(next, LOOK_MS);
    }
    return next == Long.MAX_VALUE ? -1 : Math.max(1, next);
  }
}
