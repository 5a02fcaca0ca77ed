package io.millrace.standalone.worker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Settings of the Connect worker.
 *
 * @param bootstrapServers the Kafka cluster of its topics and of its own state
 * @param host the address its REST API listens on
 * @param port of the REST API
 * @param secrets the directory of the files that connectors may refer to with the {@code file}
 *     provider
 */
public record WorkerSettings(String bootstrapServers, String host, int port, Path secrets) {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  /** The URL of the REST API. */
  public String url() {
    return "http://" + host + ":" + port;
  }

  /** The worker's settings by their Connect names. */
  Map<String, String> properties() {
    var properties = new HashMap<String, String>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("group.id", "millrace-connect");
    properties.put("listeners", url());
    properties.put("rest.advertised.host.name", host);
    properties.put("rest.advertised.port", Integer.toString(port));
    properties.put("key.converter", BYTES);
    properties.put("value.converter", BYTES);
    properties.put("plugin.discovery", "service_load");
    properties.put("connector.client.config.override.policy", "All");
    properties.put("offset.flush.interval.ms", "500");
    // A sink must not read records of aborted transactions, such as a replay that failed.
    properties.put("consumer.isolation.level", "read_committed");
    properties.put("config.providers", "file");
    properties.put("config.providers.file.class", FileConfigProvider.class.getName());
    properties.put("config.providers.file.param.allowed.paths", secrets.toString());
    storage(properties);
    quickRestart(properties);
    return properties;
  }

  private static void storage(Map<String, String> properties) {
    properties.put("config.storage.topic", "millrace-connect-configs");
    properties.put("offset.storage.topic", "millrace-connect-offsets");
    properties.put("offset.storage.partitions", "1");
    properties.put("status.storage.topic", "millrace-connect-status");
    properties.put("status.storage.partitions", "1");
    properties.put("config.storage.replication.factor", "1");
    properties.put("offset.storage.replication.factor", "1");
    properties.put("status.storage.replication.factor", "1");
  }

  // A killed worker keeps its membership, and its sinks keep theirs, until these timeouts.
  private static void quickRestart(Map<String, String> properties) {
    properties.put("session.timeout.ms", "4000");
    properties.put("heartbeat.interval.ms", "1000");
    properties.put("rebalance.timeout.ms", "10000");
    properties.put("scheduled.rebalance.max.delay.ms", "0");
    properties.put("consumer.session.timeout.ms", "4000");
    properties.put("consumer.heartbeat.interval.ms", "1000");
    // Without these a busy topic is fetched hundreds of times per second, for a few records each.
    properties.put("consumer.fetch.min.bytes", "1048576");
    properties.put("consumer.fetch.max.wait.ms", "200");
  }
}
