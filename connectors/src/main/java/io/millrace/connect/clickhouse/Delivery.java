package io.millrace.connect.clickhouse;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Takes a batch of records whole, or throws and has kept nothing of it. */
final class Delivery implements AutoCloseable {
  private final SinkSettings settings;
  private final ClickHouse clickHouse;
  private final SinkTaskContext context;
  private final Tables tables;
  private final Positions positions;
  private final Backoff backoff;
  private final CommitPace commits;

  Delivery(SinkSettings settings, ClickHouse clickHouse, SinkTaskContext context, Clock clock) {
    this.settings = settings;
    this.clickHouse = clickHouse;
    this.context = context;
    this.tables = new Tables(clickHouse, settings);
    this.positions =
        new Positions(clickHouse, new Drain(clickHouse, clock, settings.drainTimeout()));
    this.backoff = new Backoff(settings.retryFirst(), settings.retryMost());
    this.commits = new CommitPace(context, clock, settings.commitInterval());
  }

  void rebalanced() {
    positions.afterRebalance();
  }

  void deliver(Collection<SinkRecord> records) throws Unavailable {
    if (!records.isEmpty()) {
      Map<String, Map<TopicPartition, Positions.Span>> spans = spans(records);
      Batch batch = Batch.of(records, tables, present(spans), settings.insertMaxBytes());
      refuseMisfitsWithoutReporter(batch.misfits());
      for (Block block : batch.blocks()) {
        clickHouse.insert(block);
      }
      // Last, so that a batch that must come again reports its misfits once.
      report(batch.misfits());
      spans.values().forEach(positions::passed);
      backoff.reset();
      commits.delivered();
    }
    commits.commitWhenDue();
  }

  /** What ClickHouse has is unsure from here; Connect is asked to come again after the wait. */
  long failed() {
    positions.afterFailure();
    long waitMs = backoff.nextMs();
    context.timeout(waitMs);
    return waitMs;
  }

  @Override
  public void close() {
    clickHouse.close();
  }

  /** By table with positions, the records' first and last offset in each topic partition. */
  private Map<String, Map<TopicPartition, Positions.Span>> spans(Collection<SinkRecord> records)
      throws Unavailable {
    var spans = new HashMap<String, Map<TopicPartition, Positions.Span>>();
    TopicPartition at = new TopicPartition("", -1);
    Positions.Span span = new Positions.Span(-1);
    for (SinkRecord record : records) {
      if (at.partition() != record.originalKafkaPartition()
          || !at.topic().equals(record.originalTopic())) {
        at = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
        long first = record.originalKafkaOffset();
        Table table = tables.of(record);
        span =
            table.hasPositions()
                ? spans
                    .computeIfAbsent(table.name(), _ -> new HashMap<>())
                    .computeIfAbsent(at, _ -> new Positions.Span(first))
                : new Positions.Span(first);
      }
      span.extend(record.originalKafkaOffset());
    }
    return spans;
  }

  private Map<String, Positions.Present> present(
      Map<String, Map<TopicPartition, Positions.Span>> spans) throws Unavailable {
    var present = new HashMap<String, Positions.Present>();
    for (Map.Entry<String, Map<TopicPartition, Positions.Span>> entry : spans.entrySet()) {
      present.put(
          entry.getKey(), positions.present(tables.named(entry.getKey()), entry.getValue()));
    }
    return present;
  }

  private void refuseMisfitsWithoutReporter(List<Batch.Misfit> misfits) {
    if (!misfits.isEmpty() && context.errantRecordReporter() == null) {
      Batch.Misfit first = misfits.getFirst();
      throw new ConnectException(
          "%s (topic %s, partition %d, offset %d); set errors.tolerance=all and a dead letter topic"
                  .formatted(
                      first.reason(),
                      first.record().originalTopic(),
                      first.record().originalKafkaPartition(),
                      first.record().originalKafkaOffset())
              + " to go on past such records");
    }
  }

  // Connect waits for the reports itself, before it commits past their records.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void report(List<Batch.Misfit> misfits) {
    ErrantRecordReporter reporter = context.errantRecordReporter();
    for (Batch.Misfit misfit : misfits) {
      reporter.report(misfit.record(), new DataException(misfit.reason()));
    }
  }
}
