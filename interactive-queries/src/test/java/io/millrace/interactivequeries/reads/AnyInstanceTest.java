package io.millrace.interactivequeries.reads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.interactivequeries.Http;
import io.millrace.interactivequeries.RunningService;
import io.millrace.interactivequeries.Service;
import io.millrace.interactivequeries.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two instances that share the partitions: each answers for all of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnyInstanceTest {
  private static final int VISITORS = 60;

  private TestBroker broker;
  private Service one;
  private Service two;

  @BeforeAll
  void start(@TempDir Path directory) {
    broker = new TestBroker(directory.resolve("broker")).start();
    one = service(directory, "one");
    two = service(directory, "two");
    RunningService.awaitReady(one);
    RunningService.awaitReady(two);
    awaitBothHavePartitions();
    IntStream.range(0, VISITORS).forEach(i -> accept(i % 2 == 0 ? one : two, "v" + i));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> events(one) == VISITORS && events(two) == VISITORS);
  }

  @AfterAll
  void stop() {
    two.close();
    one.close();
    broker.close();
  }

  @Test
  void readsAVisitorWhereverItsPartitionIs() {
    for (Service service : List.of(one, two)) {
      for (int i = 0; i < VISITORS; i++) {
        Http.Answer visitor = reader(service).get("/v1/visitors/v" + i);
        assertThat(visitor.status()).isEqualTo(200);
        assertThat(visitor.json().path("visitor").asText()).isEqualTo("v" + i);
      }
    }
  }

  @Test
  void pagesThroughAllPartitionsInTheOrderOfTheKeys() {
    List<String> expected = IntStream.range(0, VISITORS).mapToObj(i -> "v" + i).sorted().toList();
    for (Service service : List.of(one, two)) {
      var keys = new java.util.ArrayList<String>();
      String cursor = "";
      while (cursor != null) {
        JsonNode page =
            reader(service).get("/v1/stores/visitors/range?limit=7&cursor=" + cursor).json();
        keys.addAll(page.path("entries").findValuesAsText("key"));
        cursor = page.path("cursor").isNull() ? null : page.path("cursor").asText();
      }
      assertThat(keys.stream().sorted().toList()).isEqualTo(expected);
    }
  }

  @Test
  void whoIsNoInstanceIsNotAnswered() {
    Http anybody = new Http(one.port(), "");
    byte[] question = {1, 0, 0, 0};
    assertThat(anybody.post("/internal/reads", "application/octet-stream", question).status())
        .isEqualTo(401);
    var forged =
        anybody
            .request("/internal/reads")
            .header("Content-Type", "application/octet-stream")
            .header(
                "Millrace-Instance",
                "t=%d,v1=%s".formatted(System.currentTimeMillis(), "0".repeat(64)))
            .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray("x".getBytes(UTF_8)));
    Http.Answer answer = anybody.send(forged);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).contains("not signed with the secret that instances share");
  }

  private Service service(Path directory, String name) {
    return Service.start(
        RunningService.settings(broker.bootstrapServers(), directory.resolve(name)));
  }

  /** Each sees a partition of the other through it: nothing is here twice. */
  private void awaitBothHavePartitions() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                reader(one).get("/health").status() == 200
                    && reader(two).get("/health").status() == 200
                    && reader(two).get("/v1/stores/visitors/range").status() == 200
                    && reader(one).get("/v1/stores/visitors/range").status() == 200);
  }

  private static void accept(Service service, String visitor) {
    Http writer = new Http(service.port(), RunningService.WRITE_KEY);
    assertThat(
            writer
                .post("/v1/events", "{\"type\":\"browse\",\"visitor\":\"%s\"}".formatted(visitor))
                .status())
        .isEqualTo(200);
  }

  private static int events(Service service) {
    Http.Answer answer =
        reader(service)
            .post(
                "/v1/query",
                """
                {"rollup":"traffic","measures":["events"],"source":"live",
                 "from":"2026-01-01T00:00:00Z","to":"2036-01-01T00:00:00Z"}
                """);
    return answer.status() == 200 ? answer.json().at("/rows/0/0").asInt() : -1;
  }

  private static Http reader(Service service) {
    return new Http(service.port(), RunningService.READ_KEY);
  }
}
