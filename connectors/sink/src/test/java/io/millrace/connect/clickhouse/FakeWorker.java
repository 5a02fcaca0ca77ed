package io.millrace.connect.clickhouse;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Two topic partitions and what Connect does with a task: deliver, redeliver, commit, restart. */
// Connect's own type for a Timestamp is java.util.Date.
@SuppressWarnings("JavaUtilDate")
final class FakeWorker {
  static final String TOPIC = "numbers";
  static final Schema SCHEMA =
      SchemaBuilder.struct()
          .field("number", Schema.INT64_SCHEMA)
          .field("at", Timestamp.SCHEMA)
          .build();

  final FakeClickHouse clickHouse;
  final FakeContext context;
  final List<List<SinkRecord>> log = List.of(new ArrayList<>(), new ArrayList<>());
  private final Map<String, String> config;

  /** Where the consumer is. */
  private final Map<TopicPartition, Long> position = new HashMap<>();

  /** What the task was given and did not refuse. */
  private final Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();

  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private List<SinkRecord> batch = List.of();
  private ClickHouseSinkTask task;
  private Instant now = Instant.EPOCH;

  FakeWorker(FakeClickHouse clickHouse, FakeContext context) {
    this(clickHouse, context, 0);
  }

  FakeWorker(FakeClickHouse clickHouse, FakeContext context, long lingerMs) {
    this.clickHouse = clickHouse;
    this.context = context;
    this.config =
        Map.of(
            "name",
            "sink",
            "clickhouse.url",
            "http://localhost:1",
            "drain.timeout.ms",
            "5000",
            "linger.ms",
            Long.toString(lingerMs));
    this.task = started();
  }

  /** Appends a record; offsets have gaps, as transaction markers make them. */
  void produce(int partition, long number, long at) {
    List<SinkRecord> records = log.get(partition);
    long offset = records.isEmpty() ? 0 : records.getLast().kafkaOffset() + 1 + number % 2;
    Struct value = new Struct(SCHEMA).put("number", number).put("at", new Date(at));
    records.add(record(partition, offset, SCHEMA, value));
  }

  /** Appends a record that the table cannot take. */
  void produceUnfit(int partition) {
    List<SinkRecord> records = log.get(partition);
    long offset = records.isEmpty() ? 0 : records.getLast().kafkaOffset() + 1;
    records.add(record(partition, offset, Schema.STRING_SCHEMA, "unfit"));
  }

  static SinkRecord record(int partition, long offset, Schema schema, @Nullable Object value) {
    return new SinkRecord(
        TOPIC, partition, null, null, schema, value, offset, 0L, TimestampType.CREATE_TIME);
  }

  /** One round: the batch that failed again, or the next one; false where there was none. */
  boolean deliver(int most) {
    if (batch.isEmpty()) {
      batch = poll(most);
    }
    now = now.plusMillis(Math.max(0, context.timeoutMs));
    try {
      task.put(new ArrayList<>(batch));
    } catch (RetriableException e) {
      return true;
    }
    boolean some = !batch.isEmpty();
    for (SinkRecord record : batch) {
      delivered.put(partition(record), new OffsetAndMetadata(record.kafkaOffset() + 1));
    }
    batch = List.of();
    return some;
  }

  /** Delivers until every record of the log is delivered and in. */
  void drain() {
    boolean some = true;
    while (some || !task.preCommit(Map.copyOf(delivered)).equals(delivered)) {
      some = deliver(100);
    }
  }

  void commit() {
    task.preCommit(Map.copyOf(delivered))
        .forEach((of, offset) -> committed.put(of, offset.offset()));
  }

  /** What kill -9 and a new start come to: an insert that was sent goes on. */
  void restart() {
    task.stop();
    batch = List.of();
    position.clear();
    position.putAll(committed);
    delivered.clear();
    committed.forEach((of, offset) -> delivered.put(of, new OffsetAndMetadata(offset)));
    task = started();
  }

  void rewind() {
    committed.clear();
    restart();
  }

  /** The task loses a partition and gets it back, as in a rebalance. */
  void rebalance(int partition) {
    commit();
    var of = new TopicPartition(TOPIC, partition);
    task.close(List.of(of));
    batch = List.of();
    for (int each = 0; each < log.size(); each++) {
      var other = new TopicPartition(TOPIC, each);
      // Of a partition that stays, records that were polled and refused come again.
      long next = each == partition ? committed.getOrDefault(of, 0L) : next(other);
      position.put(other, next);
      delivered.put(other, new OffsetAndMetadata(next));
    }
    task.open(List.of(of));
  }

  private long next(TopicPartition of) {
    OffsetAndMetadata offset = delivered.get(of);
    return offset == null ? 0 : offset.offset();
  }

  void passTime(Duration time) {
    now = now.plus(time);
  }

  private List<SinkRecord> poll(int most) {
    var polled = new ArrayList<SinkRecord>();
    for (int partition = 0; partition < log.size(); partition++) {
      var of = new TopicPartition(TOPIC, partition);
      long from = position.getOrDefault(of, 0L);
      log.get(partition).stream()
          .filter(record -> record.kafkaOffset() >= from)
          .limit(most)
          .forEach(polled::add);
    }
    polled.forEach(record -> position.put(partition(record), record.kafkaOffset() + 1));
    return polled;
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.topic(), record.kafkaPartition());
  }

  private ClickHouseSinkTask started() {
    var fresh = new ClickHouseSinkTask(settings -> clickHouse, clock());
    fresh.initialize(context);
    fresh.start(config);
    fresh.open(List.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1)));
    return fresh;
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}
