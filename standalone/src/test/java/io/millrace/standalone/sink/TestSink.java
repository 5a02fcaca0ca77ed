package io.millrace.standalone.sink;

import io.millrace.connect.avro.SingleObjectConverter;
import io.millrace.connect.rollup.RollupColumns;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.warehouse.WarehouseSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.sink.SinkRecord;

/** The product's own sink, on records in memory instead of a broker's. */
final class TestSink implements AutoCloseable {
  static final Topics TOPICS = new Topics("t.");

  final SinkContext context;
  private final SinkRun run;
  private final SingleObjectConverter converter = new SingleObjectConverter();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final RollupColumns<SinkRecord> columns = new RollupColumns<>();
  private final List<SinkRecord> log = new ArrayList<>();

  TestSink(String url, String database) {
    var config =
        new HashMap<>(new WarehouseSink("sink", url, "default", "", database, TOPICS, 1).config());
    config.put("retry.backoff.ms", "1");
    config.put("drain.timeout.ms", "2000");
    config.put("insert.timeout.ms", "5000");
    run = new SinkRun(config);
    context = run.context;
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

  int failures() {
    return run.failures();
  }

  /** A new task, as after a crash. */
  void start() {
    run.start();
  }

  /** Delivers the records of the log from one place to another. */
  void deliver(int from, int to) {
    run.deliver(log.subList(from, to).stream().map(columns::apply).toList());
  }

  /** All of the log, in batches. */
  void deliverAll(int batchSize) {
    for (int from = 0; from < log.size(); from += batchSize) {
      deliver(from, Math.min(log.size(), from + batchSize));
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
