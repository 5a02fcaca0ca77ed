package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.home.Addresses;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Broker and worker as processes of their own. */
@Execution(ExecutionMode.CONCURRENT)
class PartsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CONNECTOR = "echo";
  private static final String SINK =
      """
      {"connector.class":"io.millrace.standalone.product.DroppingSink",
       "tasks.max":"1","topics":"kept"}\
      """;

  @TempDir private Path directory = Path.of("");

  @Test
  void brokerAndWorkerComeBackAfterKillNine() throws Exception {
    var home = new Home(directory.resolve("home"));
    try (var product = new ProductProcess(home.directory())) {
      Process broker = role(product, "broker");
      Process worker = role(product, "worker");
      Addresses before = addresses(home);
      createTopic(before.kafka());
      send(before.kafka());
      assertThat(connect(home).put("/connectors/" + CONNECTOR + "/config", SINK).ok()).isTrue();
      awaitRunning(home);
      worker.destroyForcibly().waitFor();
      broker.destroyForcibly().waitFor();

      broker = role(product, "broker");
      worker = role(product, "worker");
      assertThat(addresses(home)).isEqualTo(before);
      assertThat(endOffset(before.kafka())).isEqualTo(1);
      awaitRunning(home);
      worker.destroyForcibly().waitFor();
      broker.destroyForcibly().waitFor();
    }
  }

  private Process role(ProductProcess product, String part)
      throws IOException, InterruptedException {
    Path console = Files.createTempFile(directory, part, ".log");
    String home = directory.resolve("home").toString();
    Process process = product.command(console, "role", part, "--home", home);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || said(console, part + " is ready"));
    assertThat(said(console, part + " is ready")).as(Files.readString(console)).isTrue();
    return process;
  }

  private static boolean said(Path console, String text) throws IOException {
    return Files.readString(console).contains(text);
  }

  private static Addresses addresses(Home home) {
    return new KeysFile(home).read().orElseThrow().addresses();
  }

  private static RecordingClient connect(Home home) {
    return new RecordingClient(addresses(home).connect(), "");
  }

  private static void awaitRunning(Home home) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> connect(home).get("/connectors/" + CONNECTOR + "/status").body(),
            status ->
                status.at("/connector/state").asText().equals("RUNNING")
                    && status.at("/tasks/0/state").asText().equals("RUNNING"));
  }

  private static void createTopic(String kafka) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      var topic = new NewTopic("kept", Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private static void send(String kafka) throws ExecutionException, InterruptedException {
    try (var producer =
        new KafkaProducer<byte[], byte[]>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] value = "still there".getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>("kept", value)).get();
    }
  }

  private static long endOffset(String kafka) {
    try (var consumer =
        new KafkaConsumer<byte[], byte[]>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partition = new TopicPartition("kept", 0);
      return consumer.endOffsets(List.of(partition)).getOrDefault(partition, -1L);
    }
  }
}
