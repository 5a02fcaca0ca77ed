package io.millrace.service;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/** A real broker, combined with its controller, that can be stopped and started again. */
public final class TestBroker implements AutoCloseable {
  private final Path dir;
  private final int port;
  private final int controllerPort;
  private final Map<String, String> security;
  private boolean formatted;
  private @Nullable KafkaRaftServer server;

  /** Prepares a broker; {@link #start} starts it. */
  public TestBroker(Path dir) {
    this(dir, Map.of());
  }

  /**
   * Prepares a broker whose listener is not in plain text.
   *
   * @param security the broker's settings for it; {@code security.inter.broker.protocol} says which
   *     protocol it speaks
   */
  public TestBroker(Path dir, Map<String, String> security) {
    this.dir = dir;
    this.security = Map.copyOf(security);
    this.port = freePort();
    this.controllerPort = freePort();
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public TestBroker start() {
    format();
    server = new KafkaRaftServer(new KafkaConfig(config()), Time.SYSTEM);
    server.startup();
    return this;
  }

  public void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void format() {
    if (formatted) {
      return;
    }
    try {
      new Formatter()
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(1)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(dir.toString())
          .setDirectories(List.of(dir.toString()))
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    formatted = true;
  }

  private Properties config() {
    var config = new Properties();
    config.put("process.roles", "broker,controller");
    config.put("node.id", "1");
    config.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    String protocol = security.getOrDefault("security.inter.broker.protocol", "PLAINTEXT");
    config.put(
        "listeners",
        "%s://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(protocol, port, controllerPort));
    config.put(
        "listener.security.protocol.map", protocol + ":" + protocol + ",CONTROLLER:PLAINTEXT");
    config.putAll(security);
    config.put("controller.listener.names", "CONTROLLER");
    config.put("log.dirs", dir.toString());
    config.put("offsets.topic.replication.factor", "1");
    config.put("offsets.topic.num.partitions", "1");
    config.put("transaction.state.log.replication.factor", "1");
    config.put("transaction.state.log.min.isr", "1");
    config.put("transaction.state.log.num.partitions", "1");
    config.put("share.coordinator.state.topic.replication.factor", "1");
    config.put("share.coordinator.state.topic.min.isr", "1");
    config.put("group.initial.rebalance.delay.ms", "0");
    config.put("auto.create.topics.enable", "false");
    return config;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
