package io.millrace.benchmarks;

import io.millrace.connect.clickhouse.ClickHouseSinkTask;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Runs the sink's task on records in memory, in deliveries of 5,000. */
// Connect's own type for a Timestamp is java.util.Date.
@SuppressWarnings("JavaUtilDate")
final class SinkTaskRun {
  private static final int DELIVERY = 5_000;
  private static final int PREPARED = 50_000;

  private static final Schema TEXTS =
      SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
  private static final Schema TAGS = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("at", Timestamp.SCHEMA)
          .field("tenant", Schema.STRING_SCHEMA)
          .field("page", Schema.STRING_SCHEMA)
          .field("referrer", Schema.STRING_SCHEMA)
          .field("visitor", Schema.STRING_SCHEMA)
          .field("user", Schema.OPTIONAL_STRING_SCHEMA)
          .field("country", Schema.STRING_SCHEMA)
          .field("city", Schema.STRING_SCHEMA)
          .field("plan", Schema.STRING_SCHEMA)
          .field("sku", Schema.STRING_SCHEMA)
          .field("title", Schema.STRING_SCHEMA)
          .field("price", Decimal.schema(2))
          .field("quantity", Schema.INT32_SCHEMA)
          .field("discount", Schema.FLOAT64_SCHEMA)
          .field("tax", Schema.FLOAT32_SCHEMA)
          .field("paid", Schema.BOOLEAN_SCHEMA)
          .field("status", Schema.STRING_SCHEMA)
          .field("day", org.apache.kafka.connect.data.Date.SCHEMA)
          .field("session", Schema.STRING_SCHEMA)
          .field("ip", Schema.STRING_SCHEMA)
          .field("tags", TAGS)
          .field("properties", TEXTS)
          .field("score", Schema.INT32_SCHEMA)
          .field("big", Schema.INT64_SCHEMA)
          .build();

  private SinkTaskRun() {}

  /** Rows per second, from the first delivery until the last row is stored. */
  static double rowsPerSecond(Map<String, String> config, String topic, long rows)
      throws InterruptedException {
    List<Struct> values = values();
    var task = new ClickHouseSinkTask();
    task.initialize(new Context(config));
    task.start(config);
    var of = new TopicPartition(topic, 0);
    task.open(List.of(of));
    long start = System.nanoTime();
    for (long from = 0; from < rows; from += DELIVERY) {
      var records = new ArrayList<SinkRecord>(DELIVERY);
      for (long offset = from; offset < Math.min(rows, from + DELIVERY); offset++) {
        records.add(
            new SinkRecord(
                topic,
                0,
                null,
                null,
                SCHEMA,
                values.get((int) (offset % PREPARED)),
                offset,
                0L,
                TimestampType.CREATE_TIME));
      }
      put(task, records);
    }
    Map<TopicPartition, OffsetAndMetadata> end = Map.of(of, new OffsetAndMetadata(rows));
    while (!task.preCommit(end).equals(end)) {
      put(task, List.of());
      Thread.sleep(1);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    task.stop();
    return rows / seconds;
  }

  private static void put(ClickHouseSinkTask task, List<SinkRecord> records)
      throws InterruptedException {
    while (true) {
      try {
        task.put(records);
        return;
      } catch (RetriableException e) {
        Thread.sleep(10);
      }
    }
  }

  private static List<Struct> values() {
    var values = new ArrayList<Struct>(PREPARED);
    for (long id = 0; id < PREPARED; id++) {
      values.add(value(id));
    }
    return values;
  }

  private static Struct value(long id) {
    return new Struct(SCHEMA)
        .put("id", id)
        .put("at", new Date(1_767_225_600_000L + id))
        .put("tenant", "shop-" + id % 20)
        .put("page", "https://shop.example/products/" + id % 777)
        .put("referrer", "https://search.example/?q=" + id % 99)
        .put("visitor", "visitor-" + id % 50_000)
        .put("user", id % 3 == 0 ? null : "user-" + id % 9_000)
        .put("country", id % 2 == 0 ? "PL" : "DE")
        .put("city", "city-" + id % 300)
        .put("plan", id % 5 == 0 ? "gold" : "free")
        .put("sku", "sku-" + id % 777)
        .put("title", "A thing with the number " + id % 777)
        .put("price", BigDecimal.valueOf(id % 100_000, 2))
        .put("quantity", (int) (id % 9 + 1))
        .put("discount", 0.1 * (id % 3))
        .put("tax", 0.23f)
        .put("paid", id % 2 == 0)
        .put("status", "sent")
        .put("day", new Date(1_767_225_600_000L))
        .put("session", "61f0c404-5cb3-11e7-907b-%012x".formatted(id))
        .put("ip", "10.0.%d.%d".formatted(id / 256 % 256, id % 256))
        .put("tags", List.of("a", "b" + id % 4))
        .put("properties", Map.of("colour", "blue", "size", Long.toString(id % 7)))
        .put("score", (int) (id % 100))
        .put("big", -id);
  }

  /** The worker's side of the task. */
  private record Context(Map<String, String> configs) implements SinkTaskContext {
    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void timeout(long ms) {}

    @Override
    public Set<TopicPartition> assignment() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void pause(TopicPartition... partitions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void resume(TopicPartition... partitions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void requestCommit() {}

    @Override
    public ErrantRecordReporter errantRecordReporter() {
      return (record, fault) -> {
        throw new IllegalStateException(fault);
      };
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException();
    }
  }
}
