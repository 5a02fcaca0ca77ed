package io.millrace.benchmarks.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A KRaft broker, sized like that of the one-machine product. Arguments: DIRECTORY PORT. */
public final class BrokerProcess {
  private static final String CONTROLLER = "CONTROLLER";

  private BrokerProcess() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    format(directory);
    new KafkaRaftServer(new KafkaConfig(properties(directory, args[1]), false), Time.SYSTEM)
        .startup();
    System.out.println("ready");
  }

  private static void format(Path directory) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(directory.toString())
        .addDirectory(directory.toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .run();
  }

  private static Properties properties(Path directory, String port) throws IOException {
    var properties = new Properties();
    int controllerPort = freePort();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%s,%s://127.0.0.1:%d".formatted(port, CONTROLLER, controllerPort));
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", directory.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    return properties;
  }

  /** A port that nobody listens on. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
