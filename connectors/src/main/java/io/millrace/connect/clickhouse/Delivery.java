package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.Intake.Misfit;
import io.millrace.connect.clickhouse.Positions.Present;
import io.millrace.connect.clickhouse.Positions.Span;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
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
 * Brings records to ClickHouse: takes a delivery whole or throws and has kept nothing of it,
 * gathers rows, and inserts them on a thread of its own while more are read.
 *
 * <p>A row is in one place at a time: pending, in flight, or unsettled, which is after an insert
 * whose outcome is not known. Unsettled rows go first, once ClickHouse has said which of them it
 * has. Offsets are committed up to the first row that is in any of the three.
 */
final class Delivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** How often the end of a running insert is looked for. */
  private static final long LOOK_MS = 20;

  private final SinkSettings settings;
  private final ClickHouse clickHouse;
  private final SinkTaskContext context;
  private final Clock clock;
  private final Tables tables;
  private final Positions positions;
  private final Drain drain;
  private final Backoff backoff;
  private final CommitPace commits;
  private final DeadLetters deadLetters;
  private final SinkMetrics metrics;
  private final Pending pending;
  private final Careful careful;
  private List<Block> unsettled = List.of();
  private @Nullable Flight flight;
  private long retryAtMs;
  private @Nullable Unavailable failure;

  Delivery(SinkSettings settings, ClickHouse clickHouse, SinkTaskContext context, Clock clock) {
    this.settings = settings;
    this.clickHouse = clickHouse;
    this.context = context;
    this.clock = clock;
    this.tables = new Tables(clickHouse, settings.server().database(), settings.mapping(), clock);
    this.drain = new Drain(clickHouse, clock, settings.waits().drain());
    this.positions = new Positions(clickHouse, drain);
    this.backoff = new Backoff(settings.waits().retryFirst(), settings.waits().retryMost());
    this.commits = new CommitPace(context, clock, settings.waits().commit());
    this.metrics = SinkMetrics.open(settings.connector(), settings.task(), clock);
    this.deadLetters = new DeadLetters(context, metrics);
    this.pending = new Pending(settings.batching(), clock);
    this.careful = new Careful(clickHouse, metrics);
  }

  /**
   * Takes the records, which may be none, and gets on with those taken before.
   *
   * @throws Unavailable where it took none of them, and they must come again after {@link
   *     #failed()}
   */
  void deliver(Collection<SinkRecord> records) throws Unavailable {
    if (flight != null && flight.isDone()) {
      land();
    }
    settle();
    Collection<SinkRecord> inOrder = careful.inOrder(records);
    if (!inOrder.isEmpty()) {
      take(inOrder);
    }
    insertDue();
    commits.commitWhenDue();
    context.timeout(nextLookMs());
  }

  /** After {@link #deliver} threw: how long Connect is asked to wait with the next delivery. */
  long failed() {
    if (retryAtMs <= clock.millis()) {
      postpone();
    }
    long waitMs = retryAtMs - clock.millis();
    context.timeout(waitMs);
    return waitMs;
  }

  /** The offsets to commit: those that Connect has come to, but for rows that are not in yet. */
  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> delivered) {
    Map<TopicPartition, Long> first = firstNotIn();
    deadLetters.forgetBefore(first);
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    delivered.forEach(
        (of, offset) -> {
          long least = first.getOrDefault(of, Long.MAX_VALUE);
          offsets.put(of, least < offset.offset() ? new OffsetAndMetadata(least) : offset);
        });
    return offsets;
  }

  /** Partitions came or went: whoever has them now asks ClickHouse how far they are. */
  void rebalanced() {
    positions.afterRebalance();
  }

  /** Drops the rows of partitions that are another's from now on. */
  void leave(Set<TopicPartition> partitions) {
    land();
    unsettled = without(unsettled, partitions);
    failure = unsettled.isEmpty() ? null : failure;
    for (Block block : without(pending.takeAll(), partitions)) {
      pending.put(block);
    }
    careful.forget(partitions);
    rebalanced();
  }

  @Override
  public void close() {
    try {
      land();
    } catch (RuntimeException e) {
      LOG.warn("the last insert failed; its records come again", e);
    }
    metrics.close();
    clickHouse.close();
  }

  private void take(Collection<SinkRecord> records) throws Unavailable {
    if (careful.isFor(records)) {
      takeCarefully(records);
      return;
    }
    Intake intake = Intake.of(records, tables);
    Map<Table, Present> present = present(intake);
    var misfits = new ArrayList<>(intake.misfits());
    for (Intake.Row row : intake.rows()) {
      if (isNew(row, present)) {
        try {
          pending.add(row.plan(), row.record());
        } catch (UnfitRecord e) {
          misfits.add(new Misfit(row.record(), e.reason()));
        }
      }
    }
    deadLetters.add(misfits);
    intake.spans().forEach(positions::passed);
    careful.passed(records);
    if (pending.isEmpty() && flight == null) {
      commits.delivered();
    }
  }

  /** Inserts the records one block after the other before it returns, to find those at fault. */
  private void takeCarefully(Collection<SinkRecord> records) throws Unavailable {
    Intake intake = Intake.of(records, tables);
    Map<Table, Present> present = present(intake);
    var misfits = new ArrayList<>(intake.misfits());
    List<Intake.Row> rows = intake.rows().stream().filter(row -> isNew(row, present)).toList();
    misfits.addAll(careful.insert(rows));
    deadLetters.add(misfits);
    intake.spans().forEach(positions::passed);
    careful.passed(records);
    backoff.reset();
    commits.delivered();
  }

  private boolean isNew(Intake.Row row, Map<Table, Present> present) {
    Present there = present.getOrDefault(row.plan().table(), Present.NOTHING);
    if (there.isEmpty() || !there.has(row.of(), row.record().originalKafkaOffset())) {
      return true;
    }
    metrics.skipped(row.plan().table().name());
    return false;
  }

  private Map<Table, Present> present(Intake intake) throws Unavailable {
    Map<Table, Map<TopicPartition, Span>> spans = intake.spans();
    boolean unsure =
        spans.entrySet().stream()
            .anyMatch(table -> positions.isUnsure(table.getKey(), table.getValue()));
    if (unsure) {
      // What ClickHouse says is all there is only if nothing is on the way.
      insertAllPending();
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

  private void insertAllPending() throws Unavailable {
    if (flight != null) {
      awaitFlight();
    }
    if (!pending.isEmpty()) {
      flight = Flight.start(clickHouse, pending.takeAll());
      awaitFlight();
    }
  }

  private void insertDue() throws Unavailable {
    long most = settings.batching().bufferBytes();
    if (flight != null && pending.bytes() + flight.bytes() >= most) {
      // The records of this delivery are taken, so that it must not throw.
      land();
    }
    if (flight == null && unsettled.isEmpty() && careful.isOff()) {
      List<Block> due = pending.bytes() >= most ? pending.takeAll() : pending.takeDue();
      if (!due.isEmpty()) {
        flight = Flight.start(clickHouse, due);
      }
    }
  }

  private void awaitFlight() throws Unavailable {
    land();
    if (failure != null) {
      throw failure;
    }
    if (!careful.isOff()) {
      throw new Unavailable("rows that ClickHouse refused are being looked for");
    }
  }

  /** Waits for the flight, and keeps what may not be in for {@link #settle}. */
  private void land() {
    Flight landed = flight;
    if (landed == null) {
      return;
    }
    flight = null;
    try {
      landed.await();
      failure = null;
      backoff.reset();
    } catch (Unavailable e) {
      failure = e;
      unsettled = landed.rest();
      postpone();
    } catch (RefusedRows e) {
      LOG.warn("{}; looking for the rows at fault", e.getMessage());
      goBack(landed.rest());
    } catch (RuntimeException e) {
      unsettled = landed.rest();
      throw e;
    } finally {
      landed.inserted().forEach(metrics::inserted);
    }
    commits.delivered();
  }

  private void postpone() {
    positions.afterFailure();
    metrics.retried();
    retryAtMs = clock.millis() + backoff.nextMs();
  }

  /** Inserts what is unsettled, if it is not there; throws as long as that does not work. */
  private void settle() throws Unavailable {
    if (unsettled.isEmpty()) {
      return;
    }
    if (clock.millis() < retryAtMs && failure != null) {
      throw failure;
    }
    drain.await();
    var rest = new ArrayList<Block>();
    for (Block block : unsettled) {
      Block missing = missing(block);
      if (missing.rows() > 0) {
        rest.add(missing);
      }
    }
    unsettled = List.of();
    failure = null;
    if (!rest.isEmpty()) {
      flight = Flight.start(clickHouse, rest);
      awaitFlight();
    }
    backoff.reset();
  }

  private Block missing(Block block) throws Unavailable {
    Table table = block.table();
    if (!table.hasPositions()) {
      return block;
    }
    var there = new HashMap<TopicPartition, long[]>();
    for (Map.Entry<TopicPartition, Span> span : block.positions().entrySet()) {
      TopicPartition of = span.getKey();
      there.put(
          of,
          clickHouse.present(
              table, of.topic(), of.partition(), span.getValue().first(), span.getValue().last()));
    }
    var present = new Present(there);
    return block.without(present::has);
  }

  /** Has the records of all rows that are not in come again, to be inserted with care. */
  private void goBack(List<Block> refused) {
    var first = new HashMap<TopicPartition, Long>();
    noteFirst(refused, first);
    noteFirst(pending.takeAll(), first);
    noteFirst(unsettled, first);
    unsettled = List.of();
    careful.begin(first, refused);
    positions.afterFailure();
    context.offset(first);
  }

  private Map<TopicPartition, Long> firstNotIn() {
    var first = new HashMap<>(careful.awaited());
    noteFirst(pending.blocks(), first);
    noteFirst(unsettled, first);
    if (flight != null) {
      noteFirst(flight.rest(), first);
    }
    return first;
  }

  private static void noteFirst(List<Block> blocks, Map<TopicPartition, Long> first) {
    for (Block block : blocks) {
      block.positions().forEach((of, span) -> first.merge(of, span.first(), Math::min));
    }
  }

  private static List<Block> without(List<Block> blocks, Set<TopicPartition> partitions) {
    return blocks.stream()
        .map(block -> block.without((of, _) -> partitions.contains(of)))
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
