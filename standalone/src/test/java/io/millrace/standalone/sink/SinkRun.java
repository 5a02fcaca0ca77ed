package io.millrace.standalone.sink;

import io.millrace.connect.clickhouse.ClickHouseSinkTask;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The sink's task as Connect would run it, without Connect. */
final class SinkRun implements AutoCloseable {
  final SinkContext context = new SinkContext();
  private final Map<String, String> config;
  private @Nullable ClickHouseSinkTask task;
  private int failures;

  SinkRun(Map<String, String> config) {
    this.config = Map.copyOf(config);
  }

  /** A new task, as after a crash. */
  void start() {
    close();
    task = new ClickHouseSinkTask();
    task.initialize(context);
    task.start(config);
    task.open(List.of());
  }

  /** Delivers records, redelivering as Connect does, and returns when they are in. */
  void deliver(List<SinkRecord> records) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (SinkRecord record : records) {
      var of = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
      offsets.put(of, new OffsetAndMetadata(record.originalKafkaOffset() + 1));
    }
    until(() -> put(records));
    until(() -> put(List.of()) && task().preCommit(offsets).equals(offsets));
  }

  /** How often Connect was asked to come again. */
  int failures() {
    return failures;
  }

  private boolean put(List<SinkRecord> records) {
    try {
      task().put(records);
      return true;
    } catch (RetriableException e) {
      failures++;
      return false;
    }
  }

  private static void until(Callable<Boolean> done) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(10))
        .until(done);
  }

  private ClickHouseSinkTask task() {
    return Objects.requireNonNull(task);
  }

  @Override
  public void close() {
    if (task != null) {
      task.stop();
    }
  }
}
