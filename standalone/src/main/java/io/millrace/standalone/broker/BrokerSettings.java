package io.millrace.standalone.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Settings of the broker.
 *
 * @param directory for its logs and metadata
 * @param host the address it listens on and advertises
 * @param port for clients
 * @param controllerPort for the controller
 */
public record BrokerSettings(Path directory, String host, int port, int controllerPort) {
  static final int NODE = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** The {@code host:port} for clients. */
  public String bootstrapServers() {
    return host + ":" + port;
  }

  /** The broker's settings by their Kafka names. */
  Properties properties() {
    var properties = new Properties();
    identity(properties);
    oneReplica(properties);
    quickRestart(properties);
    smallFootprint(properties);
    return properties;
  }

  // The voter is named here rather than kept in the metadata, so that its port may change.
  private void identity(Properties properties) {
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE));
    properties.put("controller.listener.names", CONTROLLER_LISTENER);
    properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners",
        "PLAINTEXT://%s:%d,%s://127.0.0.1:%d"
            .formatted(host, port, CONTROLLER_LISTENER, controllerPort));
    properties.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    properties.put("log.dirs", directory.toString());
    properties.put("auto.create.topics.enable", "false");
  }

  private static void oneReplica(Properties properties) {
    properties.put("default.replication.factor", "1");
    properties.put("min.insync.replicas", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    // The transaction of a killed producer blocks its readers until it is found to have timed out.
    properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
  }

  // After kill -9 the group members of the previous process are still registered: they must time
  // out in seconds.
  private static void quickRestart(Properties properties) {
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.min.session.timeout.ms", "1000");
    // A starting broker gets its partitions with a heartbeat, so the default of 2 s is a long wait.
    properties.put("broker.heartbeat.interval.ms", "100");
    // A killed broker can register again only once its previous session has timed out.
    properties.put("broker.session.timeout.ms", "2000");
    properties.put("num.recovery.threads.per.data.dir", "2");
    // A clean stop deregisters the broker, so that the next start need not wait for that.
    properties.put("controlled.shutdown.enable", "true");
  }

  // Sized for one machine: Kafka's own defaults reserve 128 MB for compaction and 100 partitions
  // for offsets and transactions.
  private static void smallFootprint(Properties properties) {
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("background.threads", "2");
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("offsets.topic.segment.bytes", mebibytes(8));
    properties.put("transaction.state.log.segment.bytes", mebibytes(8));
    properties.put("log.segment.bytes", mebibytes(64));
    properties.put("log.index.size.max.bytes", mebibytes(1));
    properties.put("log.cleaner.threads", "1");
    properties.put("log.cleaner.dedupe.buffer.size", mebibytes(8));
    properties.put("metadata.log.segment.bytes", mebibytes(8));
    properties.put("metadata.max.retention.bytes", mebibytes(32));
    properties.put("queued.max.requests", "100");
  }

  private static String mebibytes(int count) {
    return Integer.toString(count << 20);
  }
}
