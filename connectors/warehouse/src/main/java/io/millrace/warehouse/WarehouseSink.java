package io.millrace.warehouse;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The connector that fills the warehouse from Millrace's topics.
 *
 * @param name the connector's name; its consumers are the group {@link #consumerGroup}
 * @param url ClickHouse's HTTP interface
 * @param password as a reference that a config provider of the worker resolves, since connector
 *     configurations can be read; {@code ""} for none
 * @param tasks how many tasks share the partitions: one is enough for one machine
 */
public record WarehouseSink(
    String name,
    String url,
    String user,
    String password,
    String database,
    Topics topics,
    int tasks) {
  /** The default name. */
  public static final String NAME = "warehouse";

  // Names of classes, not classes: the plug-in is on the worker and need not be on this class path.
  private static final String CONNECTOR = "io.millrace.connect.clickhouse.ClickHouseSinkConnector";

  private static final String CONVERTER = "io.millrace.connect.avro.SingleObjectConverter";
  private static final String TABLE_MAKER = "io.millrace.connect.rollup.RollupTables";
  private static final String TRANSFORM = "io.millrace.connect.rollup.RollupColumns";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  /** The consumer group whose committed offsets show how far the tables are. */
  public String consumerGroup() {
    return KafkaNames.sinkGroup(name);
  }

  /** The configuration for {@code PUT /connectors/NAME/config}. */
  public Map<String, String> config() {
    Map<String, String> tables = tables();
    var config = new LinkedHashMap<String, String>();
    config.put("name", name);
    config.put("connector.class", CONNECTOR);
    config.put("tasks.max", Integer.toString(tasks));
    config.put("topics", topicNames());
    config.put("tables", join(tables));
    config.put("clickhouse.url", url);
    config.put("clickhouse.user", user);
    config.put("clickhouse.password", password);
    config.put("clickhouse.database", database);
    // The consumer has batched them already.
    config.put("linger.ms", "0");
    config.put("key.converter", BYTES);
    config.put("header.converter", BYTES);
    config.put("value.converter", CONVERTER);
    config.put("table.maker", TABLE_MAKER);
    config.put("transforms", "rollups");
    config.put("transforms.rollups.type", TRANSFORM);
    putDeadLetters(config);
    putConsumer(config);
    return config;
  }

  private String topicNames() {
    return Stream.concat(tables().keySet().stream(), topics.rollups().stream().map(Topic::name))
        .collect(Collectors.joining(","));
  }

  /** The table by topic; the rows of custom rollups name theirs. */
  public Map<String, String> tables() {
    var tables = new LinkedHashMap<String, String>();
    Outputs.ALL.forEach(output -> tables.put(topics.of(output).name(), output.table()));
    return tables;
  }

  private void putDeadLetters(Map<String, String> config) {
    config.put("errors.tolerance", "all");
    config.put("errors.log.enable", "true");
    config.put("errors.deadletterqueue.topic.name", topics.deadLetters().name());
    // The broker's own default.
    config.put("errors.deadletterqueue.topic.replication.factor", "-1");
    config.put("errors.deadletterqueue.context.headers.enable", "true");
  }

  /**
   * The broker collects records up to 400 ms or 4 MiB, so that an insert has many rows while a row
   * waits little.
   */
  private void putConsumer(Map<String, String> config) {
    putConsumer(config, "isolation.level", "read_committed");
    putConsumer(config, "max.poll.records", "20000");
    putConsumer(config, "fetch.max.wait.ms", "400");
    putConsumer(config, "fetch.min.bytes", Integer.toString(4 << 20));
    putConsumer(config, "max.partition.fetch.bytes", Integer.toString(8 << 20));
    putConsumer(config, "session.timeout.ms", "10000");
    putConsumer(config, "heartbeat.interval.ms", "2000");
    if (tasks == 1) {
      // A restarted worker gets its partitions back immediately instead of after the session
      // timeout, and a task that is still running elsewhere is fenced.
      putConsumer(config, "group.instance.id", name + "-0");
    }
  }

  private static void putConsumer(Map<String, String> config, String key, String value) {
    config.put("consumer.override." + key, value);
  }

  private static String join(Map<String, String> tables) {
    return tables.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return "WarehouseSink[name=%s, url=%s, user=%s, password=***, database=%s, tasks=%d]"
        .formatted(name, url, user, database, tasks);
  }
}
