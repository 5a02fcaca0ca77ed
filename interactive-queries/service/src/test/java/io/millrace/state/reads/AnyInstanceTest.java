package io.millrace.state.reads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.service.RunningService;
import io.millrace.service.Service;
import io.millrace.service.TestBroker;
import io.millrace.service.TestHttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
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
  private static final String COUNTED =
      """
      {"rollup":"traffic","measures":["events"],"source":"live",
       "filters":[{"field":"country","in":["IS"]}],
       "from":"2026-01-01T00:00:00Z","to":"2036-01-01T00:00:00Z"}
      """;

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
        .atMost(Duration.ofMinutes(2))
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
        TestHttpClient.TestResponse visitor = reader(service).get("/v1/visitors/v" + i);
        assertThat(visitor.status()).isEqualTo(200);
        assertThat(visitor.json().path("visitor").asText()).isEqualTo("v" + i);
      }
    }
  }

  @Test
  void pagesThroughAllPartitionsInTheOrderOfTheKeys() {
    List<String> expected = IntStream.range(0, VISITORS).mapToObj(i -> "v" + i).sorted().toList();
    for (Service service : List.of(one, two)) {
      var keys = new ArrayList<String>();
      String cursor = "";
      while (cursor != null) {
        JsonNode page =
            reader(service).get("/v1/stores/visitors/range?limit=7&cursor=" + cursor).json();
        keys.addAll(page.path("entries").findValuesAsText("key"));
        cursor = page.path("cursor").isNull() ? null : page.path("cursor").asText();
      }
      assertThat(keys).containsAll(expected).doesNotHaveDuplicates();
    }
  }

  @Test
  void aRangeAsLinesIsOfAllPartitionsAndTellsHowItEnded() {
    String range = "/v1/stores/visitors/range?from=v&to=w";
    for (Service service : List.of(one, two)) {
      List<JsonNode> lines = lines(service, range);
      JsonNode end = lines.removeLast().path("end");
      List<String> keys = keys(lines);
      assertThat(keys).isSorted().hasSize(VISITORS);
      assertThat(end.path("entries").asInt()).isEqualTo(VISITORS);
      assertThat(end.path("replica").asText()).isEqualTo("active");
      assertThat(end.has("next") || end.has("problem") || end.has("missingPartitions")).isFalse();

      List<JsonNode> some = lines(service, range + "&limit=7");
      String next = some.removeLast().at("/end/next").asText();
      assertThat(keys(some)).isEqualTo(keys.subList(0, 7));
      List<JsonNode> rest = lines(service, range + "&cursor=" + next);
      assertThat(keys(rest.subList(0, VISITORS - 7))).isEqualTo(keys.subList(7, VISITORS));
    }
    assertThat(reader(one).send(asLines(one, range + "&limit=0")).text()).contains("1 or more");
    assertThat(reader(one).get("/v1/stores/visitors/range?partial=perhaps").text())
        .contains("partial must be true or false, but was perhaps");
  }

  @Test
  void readsManyKeysAtOnceAndNamesThoseThatAreNotThere() {
    for (Service service : List.of(one, two)) {
      JsonNode read =
          reader(service)
              .post("/v1/stores/visitors/keys", "{\"keys\":[\"v3\",\"nobody\",\"v1\",\"v2\"]}")
              .json();
      assertThat(read.path("entries").findValuesAsText("key")).containsExactly("v3", "v1", "v2");
      assertThat(read.path("missing").toString()).isEqualTo("[\"nobody\"]");
      assertThat(reader(service).post("/v1/stores/visitors/keys", "{}").status()).isEqualTo(422);
      assertThat(reader(service).get("/v1/stores/visitors/keys/v5").status()).isEqualTo(200);
    }
  }

  @Test
  void aRollupIsInForceOnceTheTasksOfBothInstancesHaveSaidThatTheyKnowIt() {
    String path = "/v1/rollups/acknowledged";
    String body =
        "{\"dimensions\":[\"country\"],\"measures\":[{\"name\":\"n\",\"kind\":\"count\"}]}";
    var admin = new TestHttpClient(one.port(), RunningService.ADMIN_KEY);
    JsonNode written = admin.put(path, body).json();
    assertThat(written.path("change").asText()).isEqualTo("created");
    assertThat(written.path("state").asText()).isEqualTo("activating");
    for (Service service : List.of(one, two)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> reader(service).get(path).json().path("state").asText().equals("active"));
    }
    assertThat(admin.put(path, body).json().path("change").asText()).isEqualTo("unchanged");
  }

  @Test
  void tellsHowOldWhatItAnswersMayBe() {
    for (Service service : List.of(one, two)) {
      for (int i = 0; i < VISITORS; i++) {
        TestHttpClient.TestResponse visitor =
            reader(service).get("/v1/visitors/v" + i + "?maxStaleness=30s");
        assertThat(visitor.status()).as(visitor.text()).isEqualTo(200);
        assertThat(Long.parseLong(visitor.header("Millrace-Staleness-Ms"))).isBetween(0L, 30_000L);
      }
    }
  }

  @Test
  void aReadThatBringsThePositionSeesTheEventOnEitherInstance() {
    for (int i = 0; i < 20; i++) {
      Service taking = i % 2 == 0 ? one : two;
      String visitor = "own" + i;
      TestHttpClient.TestResponse accepted = post(taking, visitor);
      String position = accepted.header("Millrace-Position");
      assertThat(position).isNotEmpty();
      for (Service service : List.of(one, two)) {
        TestHttpClient.TestResponse read = get(service, "/v1/visitors/" + visitor, position);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Millrace-Replica")).isEqualTo("active");
      }
    }
  }

  @Test
  void aQueryThatBringsThePositionCountsTheEvent() {
    for (Service service : List.of(one, two)) {
      String position = post(service == one ? two : one, "counted").header("Millrace-Position");
      TestHttpClient reader = reader(service);
      TestHttpClient.TestResponse answer =
          reader.send(
              reader
                  .request("/v1/query")
                  .header("Content-Type", "application/json")
                  .header("Millrace-Position", position)
                  .POST(HttpRequest.BodyPublishers.ofString(COUNTED)));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.json().at("/rows/0/0").asInt()).isEqualTo(service == one ? 1 : 2);
    }
  }

  @Test
  void whatWasMadeUpOrIsAnotherTenantsIsRefused() {
    String cursor =
        reader(one).get("/v1/stores/visitors/range?limit=2").json().path("cursor").asText();
    String position = post(one, "mine").header("Millrace-Position");
    JsonNode keys =
        new TestHttpClient(one.port(), RunningService.ADMIN_KEY)
            .post("/v1/tenants", "{\"tenant\":\"other\"}")
            .json()
            .path("keys");
    TestHttpClient other = new TestHttpClient(two.port(), keys.path("read").asText());
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> other.get("/v1/stores/visitors/range").status() == 200);

    for (TestHttpClient.TestResponse refused :
        List.of(
            other.get("/v1/stores/visitors/range?cursor=" + cursor),
            reader(two).get("/v1/stores/rollups/range?cursor=" + cursor),
            reader(two).get("/v1/stores/visitors/range?cursor=" + changed(cursor)),
            reader(two).get("/v1/stores/visitors/range?cursor=AAAA"),
            reader(two).get("/v1/stores/visitors/range?limit=1000000"),
            reader(two).get("/v1/visitors/mine?maxStaleness=ever"),
            other.send(other.request("/v1/visitors/mine").header("Millrace-Position", position)),
            get(two, "/v1/visitors/mine", changed(position)),
            get(two, "/v1/visitors/mine", "%%"))) {
      assertThat(refused.status()).as(refused.text()).isIn(400, 422);
      assertThat(refused.text()).contains("must be");
    }
    assertThat(reader(two).get("/v1/stores/visitors/range?cursor=" + cursor).status())
        .isEqualTo(200);
  }

  @Test
  void whoIsNoInstanceIsNotAnswered() {
    TestHttpClient anybody = new TestHttpClient(one.port(), "");
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
            .POST(HttpRequest.BodyPublishers.ofByteArray("x".getBytes(UTF_8)));
    TestHttpClient.TestResponse answer = anybody.send(forged);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).contains("not signed with the shared secret");
  }

  private Service service(Path directory, String name) {
    return Service.start(
        RunningService.settings(broker.bootstrapServers(), directory.resolve(name)));
  }

  /** Each of the four stream threads has its share. */
  private void awaitBothHavePartitions() {
    try (var admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> busyMembers(admin) == 4);
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                reader(one).get("/health").status() == 200
                    && reader(two).get("/health").status() == 200
                    && reader(two).get("/v1/stores/visitors/range").status() == 200
                    && reader(one).get("/v1/stores/visitors/range").status() == 200);
  }

  private static long busyMembers(Admin admin) throws Exception {
    ConsumerGroupDescription group =
        requireNonNull(
            admin.describeConsumerGroups(List.of("millrace")).all().get().get("millrace"));
    return group.members().stream()
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .count();
  }

  private static void accept(Service service, String visitor) {
    assertThat(post(service, visitor).status()).isEqualTo(200);
  }

  private static TestHttpClient.TestResponse post(Service service, String visitor) {
    return new TestHttpClient(service.port(), RunningService.WRITE_KEY)
        .post(
            "/v1/events",
            "{\"type\":\"browse\",\"visitor\":\"%1$s\",\"country\":\"%2$s\"}"
                .formatted(visitor, visitor.equals("counted") ? "IS" : "PL"));
  }

  private static TestHttpClient.TestResponse get(Service service, String path, String position) {
    TestHttpClient reader = reader(service);
    return reader.send(reader.request(path).header("Millrace-Position", position));
  }

  private static List<JsonNode> lines(Service service, String path) {
    TestHttpClient.TestResponse answer = reader(service).send(asLines(service, path));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return new ArrayList<>(answer.text().lines().map(TestHttpClient::parse).toList());
  }

  private static List<String> keys(List<JsonNode> lines) {
    return lines.stream().map(line -> line.path("key").asText()).toList();
  }

  private static HttpRequest.Builder asLines(Service service, String path) {
    return reader(service).request(path).header("Accept", "application/x-ndjson");
  }

  /** The same token but for one letter in its middle. */
  private static String changed(String token) {
    int at = token.length() / 2;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  private static int events(Service service) {
    TestHttpClient.TestResponse answer =
        reader(service)
            .post(
                "/v1/query",
                """
                {"rollup":"traffic","measures":["events"],"source":"live",
                 "from":"2026-01-01T00:00:00Z","to":"2036-01-01T00:00:00Z"}
                """);
    return answer.status() == 200 ? answer.json().at("/rows/0/0").asInt() : -1;
  }

  private static TestHttpClient reader(Service service) {
    return new TestHttpClient(service.port(), RunningService.READ_KEY);
  }
}
