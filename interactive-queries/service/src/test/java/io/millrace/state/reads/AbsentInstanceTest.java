package io.millrace.state.reads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.topic.KeyPartitioner;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.ForkedProcess;
import io.millrace.service.RunningService;
import io.millrace.service.Service;
import io.millrace.service.ServiceProcess;
import io.millrace.service.TestBroker;
import io.millrace.service.TestHttpClient;
import io.millrace.state.settings.ServiceSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What one instance answers while the partitions of the other, which was stopped and may come back,
 * are with nobody.
 */
@Execution(ExecutionMode.CONCURRENT)
class AbsentInstanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VISITORS = 4_000;
  private static final int BATCH = 1_000;
  private static final String RANGE = "/v1/stores/visitors/range";

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path dir;

  @Test
  void aRangeIsRefusedOrPartialOrWaitsForTheRest() throws Exception {
    try (var broker = new TestBroker(dir.resolve("broker")).start();
        var service =
            Service.start(
                RunningService.settings(broker.bootstrapServers(), dir.resolve("here")))) {
      RunningService.awaitReady(service);
      IntStream.range(0, VISITORS / BATCH).forEach(batch -> accept(service, batch));
      TestHttpClient reader = new TestHttpClient(service.port(), RunningService.READ_KEY);
      TestHttpClient admin = new TestHttpClient(service.port(), RunningService.ADMIN_KEY);
      await().until(() -> visitors(reader).size() == VISITORS);
      try (var other = ServiceProcess.start(broker.bootstrapServers(), dir.resolve("there"))) {
        await().until(() -> instance(admin, other).findValuesAsText("role").contains("active"));
        await().until(() -> visitors(reader).size() == VISITORS);
        await().until(() -> events(reader).equals("active: " + VISITORS));
        BufferedReader lines = lines(service);
        String first = requireNonNull(lines.readLine());
        other.stop();

        await().until(() -> events(reader).equals("standby: " + VISITORS));

        TestHttpClient.TestResponse refused = reader.get(RANGE);
        assertThat(refused.status()).as(refused.text()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        expectThoseOfTheOtherPartitions(reader.get(RANGE + "?partial=true&limit=1000"));
        assertThat(instance(admin, other).path("unanswered").asText()).isNotEmpty();
        expectEverything(first, lines);
      }
      await().until(() -> reader.get(RANGE + "?limit=1").status() == 200);
      TestHttpClient.TestResponse whole = reader.get(RANGE + "?partial=true&limit=1");
      assertThat(whole.json().has("missingPartitions")).isFalse();
      assertThat(whole.header("Millrace-Missing-Partitions")).isEmpty();
      assertThat(reader.get(RANGE + "?partial=perhaps").text()).contains("must be true or false");
    }
  }

  private static void expectThoseOfTheOtherPartitions(TestHttpClient.TestResponse partial) {
    assertThat(partial.status()).as(partial.text()).isEqualTo(200);
    var missing = new TreeSet<Integer>();
    for (JsonNode one : partial.json().path("missingPartitions")) {
      missing.add(one.path("partition").asInt());
      assertThat(one.path("store").asText()).isEqualTo("visitors");
      assertThat(one.path("reason").asText()).isNotEmpty();
    }
    assertThat(missing).isNotEmpty();
    assertThat(partial.header("Millrace-Missing-Partitions"))
        .isEqualTo(missing.stream().map(String::valueOf).collect(joining(",")));
    List<String> expected =
        IntStream.range(0, VISITORS)
            .mapToObj(AbsentInstanceTest::visitor)
            .filter(visitor -> !missing.contains(partition(visitor)))
            .limit(1_000)
            .toList();
    assertThat(partial.json().path("entries").findValuesAsText("key")).isEqualTo(expected);
  }

  /** The lines go on when the partitions are back. */
  private static void expectEverything(String first, BufferedReader rest) throws IOException {
    var lines = new ArrayList<>(List.of(first));
    rest.lines().forEach(lines::add);
    JsonNode end = JSON.readTree(lines.removeLast()).path("end");
    assertThat(end.path("entries").asInt()).as(end.toString()).isEqualTo(VISITORS);
    assertThat(end.has("problem")).as(end.toString()).isFalse();
    assertThat(end.has("next")).isFalse();
    var keys = new ArrayList<String>();
    for (String line : lines) {
      keys.add(JSON.readTree(line).path("key").asText());
    }
    assertThat(keys)
        .isEqualTo(IntStream.range(0, VISITORS).mapToObj(AbsentInstanceTest::visitor).toList());
  }

  private static BufferedReader lines(Service service) throws Exception {
    var request =
        new TestHttpClient(service.port(), RunningService.READ_KEY)
            .request(RANGE)
            .header("Accept", "application/x-ndjson");
    var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    return new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
  }

  private static Set<String> visitors(TestHttpClient reader) {
    TestHttpClient.TestResponse answer =
        reader.send(reader.request(RANGE).header("Accept", "application/x-ndjson"));
    return answer.status() == 200
        ? answer.text().lines().filter(line -> line.startsWith("{\"key\"")).collect(toSet())
        : Set.of();
  }

  /** How many there are by the live windows, and who says so. */
  private static String events(TestHttpClient reader) {
    long day = Grain.DAY.windowStart(System.currentTimeMillis());
    TestHttpClient.TestResponse answer =
        reader.post(
            "/v1/query?maxStaleness=10s",
            "{\"rollup\":\"traffic\",\"measures\":[\"events\"],\"from\":%d,\"to\":%d}"
                .formatted(day - Grain.DAY.widthMs(), day + 2 * Grain.DAY.widthMs()));
    return answer.status() == 200
        ? "%s: %s"
            .formatted(answer.header("Millrace-Replica"), answer.json().at("/rows/0/0").asText())
        : answer.text();
  }

  /** What the topology tells of an instance. */
  private static JsonNode instance(TestHttpClient admin, ForkedProcess other) {
    for (JsonNode instance : admin.get("/v1/topology").json().path("instances")) {
      if (instance.path("instance").asText().endsWith(":" + other.told())) {
        return instance;
      }
    }
    return MissingNode.getInstance();
  }

  private static int partition(String visitor) {
    return KeyPartitioner.partition(
        new VisitorKey("default", visitor).toBytes(), ServiceSettings.ONE_MACHINE_PARTITIONS);
  }

  private static String visitor(int number) {
    return "v%05d".formatted(number);
  }

  private static void accept(Service service, int batch) {
    String lines =
        IntStream.range(batch * BATCH, (batch + 1) * BATCH)
            .mapToObj(i -> "{\"type\":\"browse\",\"visitor\":\"%s\"}".formatted(visitor(i)))
            .collect(joining("\n"));
    TestHttpClient.TestResponse answer =
        new TestHttpClient(service.port(), RunningService.WRITE_KEY)
            .post("/v1/events", "application/x-ndjson", lines.getBytes(UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
  }
}
