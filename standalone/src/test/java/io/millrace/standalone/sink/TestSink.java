package io.millrace.standalone.sink;

import io.millrace.connect.avro.SingleObjectConverter;
import io.millrace.connect.clickhouse.ClickHouseSinkTask;
import io.millrace.connect.warehouse.RollupColumns;
import io.millrace.connect.warehouse.WarehouseSink;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The sink's task as Connect would run it, on records in memory instead of a broker's. */
final class TestSink implements AutoCloseable {
  static final Topics TOPICS = new Topics("t.");

  final SinkContext context = new SinkContext();
  private final Map<String, String> config;
  private final SingleObjectConverter converter = new SingleObjectConverter();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final RollupColumns<SinkRecord> columns = new RollupColumns<>();
  private final List<SinkRecord> log = new ArrayList<>();
  private @Nullable ClickHouseSinkTask task;
  private int failures;

  TestSink(String url, String database) {
    config =
        new HashMap<>(new WarehouseSink("sink", url, "default", "", database, TOPICS, 1).config());
    config.put("retry.backoff.ms", "1");
    config.put("drain.timeout.ms", "2000");
    config.put("insert.timeout.ms", "5000");
  }

  /** Appends a record as the topic's own serde writes it. */
  <V> void produce(Topic<?, V> topic, int partition, V value) {
    byte[] bytes = topic.value().serializer().serialize(topic.name(), value);
    SchemaAndValue read = converter.toConnectData(topic.name(), bytes);
    var of = new TopicPartition(topic.name(), partition);
    long offset = ends.merge(of, 1L, Long::sum) - 1;
    log.add(
        new SinkRecord(
            topic.name(),
            partition,
            null,
            null,
            read.schema(),
            read.value(),
            offset,
            0L,
            TimestampType.CREATE_TIME));
  }

  int produced() {
    return log.size();
  }

  /** How often Connect was asked to come again. */
  int failures() {
    return failures;
  }

  /** A new task, as after a crash. */
  void start() {
    close();
    task = new ClickHouseSinkTask();
    task.initialize(context);
    task.start(config);
    task.open(List.copyOf(ends.keySet()));
  }

  /**
   * Delivers the records of the log from one place to another, redelivering as Connect does, and
   * returns when they are in.
   */
  void deliver(int from, int to) {
    var batch = log.subList(from, to).stream().map(columns::apply).toList();
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (SinkRecord record : log.subList(from, to)) {
      var of = new TopicPartition(record.topic(), record.kafkaPartition());
      offsets.put(of, new OffsetAndMetadata(record.kafkaOffset() + 1));
    }
    until(() -> put(batch));
    until(() -> put(List.of()) && task().preCommit(offsets).equals(offsets));
  }

  private static void until(Callable<Boolean> done) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(done);
  }

  /** All of the log, in batches. */
  void deliverAll(int batchSize) {
    for (int from = 0; from < log.size(); from += batchSize) {
      deliver(from, Math.min(log.size(), from + batchSize));
    }
  }

  private boolean put(List<SinkRecord> batch) {
    try {
      task().put(batch);
      return true;
    } catch (RetriableException e) {
      failures++;
      return false;
    }
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
