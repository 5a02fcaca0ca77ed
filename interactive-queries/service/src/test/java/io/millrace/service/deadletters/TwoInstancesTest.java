package io.millrace.service.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.HeaderNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.service.RunningService;
import io.millrace.service.Service;
import io.millrace.service.TestBroker;
import io.millrace.service.TestHttpClient;
import io.millrace.service.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class TwoInstancesTest {
  private static final int LETTERS = 12;
  private static final Topic<byte[], byte[]> PARCELS =
      new Topic<>("parcels", Serdes.ByteArray(), Serdes.ByteArray(), false, Map.of());

  @TempDir private static Path directory = Path.of("");

  @Test
  void whatTwoReplayAtTheSameTimeIsWrittenOnce() throws Exception {
    try (var broker = new TestBroker(directory.resolve("broker")).start();
        var one = Service.start(RunningService.settings(broker.bootstrapServers(), state("one")));
        var two = Service.start(RunningService.settings(broker.bootstrapServers(), state("two")))) {
      RunningService.awaitReady(one);
      RunningService.awaitReady(two);
      writeLetters(broker.bootstrapServers());
      List<String> ids = letters(one);
      assertThat(letters(two)).isEqualTo(ids);

      var statuses = new ArrayList<Integer>();
      for (String id : ids) {
        var first = CompletableFuture.supplyAsync(() -> replay(one, id));
        var second = CompletableFuture.supplyAsync(() -> replay(two, id));
        statuses.addAll(List.of(first.get(), second.get()));
      }

      assertThat(statuses).containsOnly(200, 409);
      assertThat(statuses.stream().filter(status -> status == 200)).hasSize(LETTERS);
      assertThat(replayed(broker.bootstrapServers())).hasSize(LETTERS).doesNotHaveDuplicates();
    }
  }

  private static Path state(String name) {
    return directory.resolve(name);
  }

  private static List<String> letters(Service service) {
    TestHttpClient http = new TestHttpClient(service.port(), RunningService.ADMIN_KEY);
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              TestHttpClient.TestResponse answer = http.get("/v1/dead-letters");
              return answer.status() == 200
                  ? answer.json().path("letters").findValuesAsText("id")
                  : List.<String>of();
            },
            ids -> ids.size() == LETTERS);
  }

  /** Until it is known: an instance that was put out too often says 503. */
  private static int replay(Service service, String id) {
    TestHttpClient http = new TestHttpClient(service.port(), RunningService.ADMIN_KEY);
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> http.post("/v1/dead-letters/" + id + "/replay", "{}").status(),
            status -> status != 503);
  }

  private static List<String> replayed(String kafka) {
    return TopicReader.readAll(kafka, PARCELS).stream()
        .map(
            record -> new String(record.headers().lastHeader(HeaderNames.REPLAY_OF).value(), UTF_8))
        .collect(Collectors.toList());
  }

  private static void writeLetters(String kafka) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka));
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      var topics =
          List.of(
              new NewTopic(PARCELS.name(), Optional.of(1), Optional.empty()),
              new NewTopic("dead", Optional.of(1), Optional.empty()));
      admin.createTopics(topics).all().get();
      for (int offset = 0; offset < LETTERS; offset++) {
        producer.send(letter(offset)).get();
      }
      producer.send(connector()).get();
    }
  }

  private static ProducerRecord<byte[], byte[]> letter(int offset) {
    var letter = new ProducerRecord<>("dead", new byte[] {1}, new byte[] {2});
    Map.of("topic", PARCELS.name(), "partition", "0", "offset", "" + offset, "connector.name", "c")
        .forEach(
            (name, text) -> letter.headers().add("__connect.errors." + name, text.getBytes(UTF_8)));
    return letter;
  }

  /** A connector, as it is defined: what its dead letter topic is. */
  private static ProducerRecord<byte[], byte[]> connector() {
    Topic<DefinitionKey, Definition> topic = new Topics("").definitions();
    String body =
        """
        {"removed":false,"version":1,"owner":"operator","state":"running","versions":[
          {"version":1,"at":0,"config":{"errors.deadletterqueue.topic.name":"dead"}}]}\
        """;
    var definition = new Definition("connector", "default", "c", 1, 1_700_000_000_000L, body);
    return new ProducerRecord<>(
        topic.name(),
        definition.key().toBytes(),
        topic.value().serializer().serialize(topic.name(), definition));
  }
}
