package io.millrace.standalone.product;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What leaves the product when segments change, also when it is killed. */
@Execution(ExecutionMode.CONCURRENT)
class SegmentChangesTest {
  private static final int CHANGES = 300;

  @TempDir private static Path directory = Path.of("");

  private final Set<Integer> taken = new ConcurrentSkipListSet<>();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean takes;

  @Test
  void aKillRepeatsAtMostAndLosesNoneForTheReceiverAndRepeatsNoneInClickHouse() throws Exception {
    HttpServer receiver = receiver();
    var home = new Home(directory.resolve("home"));
    try (var product = new ProductProcess(home.directory())) {
      product.up("--private-webhooks");
      String definition =
          "{\"url\":\"http://127.0.0.1:%d/\",\"segments\":\"all\"}"
              .formatted(receiver.getAddress().getPort());
      assertThat(api(home).put("/v1/webhooks/crm", definition).ok()).isTrue();
      produce(home, 0);
      await().until(() -> refused.get() > 1);
      await().until(() -> !state(home).path("lastError").asText().isEmpty());

      product.kill();
      product.up("--private-webhooks");
      produce(home, CHANGES);
      await().until(() -> state(home).path("lastError").asText().equals("HTTP 503"));
      takes = true;

      await().until(() -> taken.size() == 2 * CHANGES);
      await().until(() -> state(home).path("state").asText().equals("delivering"));
      await()
          .until(
              () ->
                  product
                      .clickHouse(
                          "SELECT count(), uniqExact(event_id) FROM millrace.segment_changes")
                      .equals("600\t600"));
    } finally {
      receiver.stop(0);
    }
  }

  private HttpServer receiver() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
    return server;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      if (!takes) {
        refused.incrementAndGet();
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      for (JsonNode change : ProductProcess.JSON.readTree(body).path("changes")) {
        taken.add(change.path("eventId").asInt());
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static void produce(Home home, int from) throws Exception {
    Topic<VisitorKey, SegmentChange> topic = new Topics("").segmentChanges();
    String kafka = new KeysFile(home).read().orElseThrow().addresses().kafka();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = from; number < from + CHANGES; number++) {
        String visitor = "v" + number % 7;
        var change =
            new SegmentChange(
                "default",
                visitor,
                "regulars",
                1,
                true,
                System.currentTimeMillis(),
                Cause.EVENT,
                Integer.toString(number));
        var _ =
            producer.send(
                new ProducerRecord<>(
                    topic.name(),
                    new VisitorKey("default", visitor).toBytes(),
                    topic.value().serializer().serialize(topic.name(), change)));
      }
      producer.flush();
    }
  }

  /** Written anew with each start, as ports may change. */
  private static RecordingClient api(Home home) {
    KeysFile.Contents contents = new KeysFile(home).read().orElseThrow();
    return new RecordingClient(contents.addresses().url(), contents.keys().admin());
  }

  private static JsonNode state(Home home) throws IOException, InterruptedException {
    return api(home).get("/v1/webhooks/crm").body().path("delivery");
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
  }
}
