package io.millrace.standalone.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A running Kafka broker in this process. */
public final class Broker implements AutoCloseable {
  private final KafkaRaftServer server;

  private Broker(KafkaRaftServer server) {
    this.server = server;
  }

  /** Formats the directory if it is new, and returns when the broker accepts requests. */
  public static Broker start(BrokerSettings settings) {
    format(settings);
    var server = new KafkaRaftServer(new KafkaConfig(settings.properties(), false), Time.SYSTEM);
    server.startup();
    return new Broker(server);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  // A directory that was half formatted when the process was killed is formatted completely: the
  // metadata file is written last.
  private static void format(BrokerSettings settings) {
    try {
      Files.createDirectories(settings.directory());
      if (Files.exists(settings.directory().resolve("meta.properties"))) {
        return;
      }
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(BrokerSettings.NODE)
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .setMetadataLogDirectory(settings.directory().toString())
          .addDirectory(settings.directory().toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException e) {
      throw new IllegalStateException(
          "the broker's directory %s cannot be made".formatted(settings.directory()), e);
    } catch (Exception e) {
      throw new IllegalStateException(
          "the broker's directory %s cannot be formatted".formatted(settings.directory()), e);
    }
  }
}
