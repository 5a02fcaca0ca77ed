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

  private static final Map<String, String> CONFIG =
      Map.of("name", "sink", "clickhouse.url", "http://localhost:1", "drain.timeout.ms", "5000");

  final FakeClickHouse clickHouse;
  final FakeContext context;
  final List<List<SinkRecord>> log = List.of(new ArrayList<>(), new ArrayList<>());
  private final Map<Integer, Long> position = new HashMap<>();
  private final Map<Integer, Long> committed = new HashMap<>();
  private List<SinkRecord> batch = List.of();
  private ClickHouseSinkTask task;
  private Instant now = Instant.EPOCH;

  FakeWorker(FakeClickHouse clickHouse, FakeContext context) {
    this.clickHouse = clickHouse;
    this.context = context;
    this.task = started();
  }

  /** Appends a record; offsets have gaps, as transaction markers make them. */
  void produce(int partition, long number, long at) {
    List<SinkRecord> records = log.get(partition);
    long offset = records.isEmpty() ? 0 : records.getLast().kafkaOffset() + 1 + number % 2;
    Struct value = new Struct(SCHEMA).put("number", number).put("at", new Date(at));
    records.add(record(partition, offset, SCHEMA, value));
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
    batch.forEach(record -> position.put(record.kafkaPartition(), record.kafkaOffset() + 1));
    batch = List.of();
    return some;
  }

  void commit() {
    committed.putAll(position);
  }

  /** What kill -9 and a new start come to. */
  void restart() {
    batch = List.of();
    position.clear();
    position.putAll(committed);
    task = started();
  }

  void rewind() {
    committed.clear();
    restart();
  }

  void passTime(Duration time) {
    now = now.plus(time);
  }

  private List<SinkRecord> poll(int most) {
    var polled = new ArrayList<SinkRecord>();
    for (int partition = 0; partition < log.size(); partition++) {
      long from = position.getOrDefault(partition, 0L);
      log.get(partition).stream()
          .filter(record -> record.kafkaOffset() >= from)
          .limit(most)
          .forEach(polled::add);
    }
    return polled;
  }

  private ClickHouseSinkTask started() {
    var fresh = new ClickHouseSinkTask(settings -> clickHouse, clock());
    fresh.initialize(context);
    fresh.start(CONFIG);
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
