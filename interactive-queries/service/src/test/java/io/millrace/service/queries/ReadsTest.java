package io.millrace.service.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.rollup.Grain;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The reads over HTTP, with a broker and without a ClickHouse. */
@ExtendWith(RunningService.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadsTest {
  private static final List<String> VISITORS =
      List.of("v1", "jo@shop.pl", "a/b c+d%", "zażółć", "\uD83D\uDE00", "..", "v1/message/0");

  private final Running running;
  private final TestHttpClient reader;
  private final TestHttpClient admin;
  private final long now = System.currentTimeMillis();
  private final long accepted;

  ReadsTest(Running running) {
    this.running = running;
    JsonNode keys =
        running.admin().post("/v1/tenants", "{\"tenant\":\"reads\"}").json().path("keys");
    TestHttpClient writer = running.as(keys.path("write").asText());
    reader = running.as(keys.path("read").asText());
    admin = running.as(keys.path("admin").asText());
    for (String visitor : VISITORS) {
      assertThat(writer.post("/v1/events", event("browse", visitor)).status()).isEqualTo(200);
    }
    assertThat(writer.post("/v1/events", event("search", "v1")).status()).isEqualTo(200);
    assertThat(
            running
                .writer()
                .post("/v1/events", "{\"type\":\"browse\",\"visitor\":\"of another tenant\"}")
                .status())
        .isEqualTo(200);
    accepted = System.currentTimeMillis();
  }

  @BeforeAll
  void awaitVisible() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> events(live("")) == VISITORS.size() + 1);
  }

  @Test
  void answersFromTheStoreWithoutClickHouse() {
    JsonNode answer = live("\"dimensions\":[\"type\"],").json();
    assertThat(answer.path("rows").toString())
        .isEqualTo("[[\"browse\",%d,%d],[\"search\",1,1]]".formatted(7, 7));
    assertThat(answer.at("/columns/0/name").asText()).isEqualTo("type");
    assertThat(answer.at("/sources/0/kind").asText()).isEqualTo("live");
    assertThat(answer.at("/truncated").asBoolean()).isFalse();
    assertThat(
            live("\"filters\":[{\"field\":\"plan\",\"in\":[\"none\"]}],\"grain\":\"1d\",").text())
        .contains("\"rows\":[]");
  }

  @Test
  void mergesVisitorsOverTheRange() {
    assertThat(live("").json().path("rows").toString()).isEqualTo("[[8,7]]");
  }

  @Test
  void saysThatClickHouseIsNotThere() {
    TestHttpClient.TestResponse answer = query("\"source\":\"events\",");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void saysWhichFieldOfAQueryIsAtFault() {
    TestHttpClient.TestResponse unknown = reader.post("/v1/query", "{\"rollup\":\"trafic\"}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().at("/nearest/0").asText()).isEqualTo("traffic");
    assertProblem(query("\"grain\":\"5m\","), 422, "grain");
    assertProblem(query("\"dimension\":[\"type\"],"), 400, "dimension");
    assertProblem(query("\"limit\":\"many\","), 400, "limit");
    assertProblem(reader.post("/v1/query", "{\"rollup\""), 400, "");
    assertProblem(reader.post("/v1/query", "null"), 400, "");
    assertProblem(reader.post("/v1/query", "[1]"), 400, "");
    assertThat(running.as("").post("/v1/query", "{}").status()).isEqualTo(401);
  }

  @Test
  void findsEveryVisitorByItsEncodedName() {
    for (String visitor : VISITORS) {
      TestHttpClient.TestResponse answer = reader.get("/v1/visitors/" + encoded(visitor));
      assertThat(answer.status()).as(visitor).isEqualTo(200);
      JsonNode json = answer.json();
      assertThat(json.path("visitor").asText()).isEqualTo(visitor);
      assertThat(json.at("/openSession/events").asInt()).isEqualTo(visitor.equals("v1") ? 2 : 1);
      assertThat(json.path("lastSeen").asText()).isEqualTo(Instant.ofEpochMilli(now).toString());
      assertThat(json.path("recentSessions")).hasSize(1);
    }
    assertProblem(reader.get("/v1/visitors/nobody"), 404, "");
    assertProblem(reader.get("/v1/visitors/" + encoded("of another tenant")), 404, "");
  }

  @Test
  void listsTheStoresAndWhatIsInThem() {
    JsonNode stores = reader.get("/v1/stores").json().path("stores");
    assertThat(stores.findValuesAsText("name"))
        .containsExactly(
            "visitors",
            "visitor-overflow",
            "timers",
            "segment-members",
            "combiner",
            "partials",
            "rollups",
            "rollups-due",
            "definitions");
    assertThat(stores.get(0).path("partitions").asInt()).isEqualTo(4);
    TestHttpClient.TestResponse unknown = reader.get("/v1/stores/visitor/range");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().at("/nearest/0").asText()).isEqualTo("visitors");
    assertProblem(reader.get("/v1/stores/combiner/range"), 422, "store");
    assertThat(reader.get("/v1/stores/partials/range").status()).isEqualTo(200);
  }

  @Test
  void pagesThroughAStoreAndReadsEachEntryAgain() {
    // Until it is folded, what was counted lies in the store of partials.
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> keys("rollups", 100).size() == 9 && keys("partials", 100).isEmpty());
    for (String store : List.of("visitors", "rollups", "rollups-due", "visitor-overflow")) {
      List<String> keys = keys(store, 2);
      assertThat(keys).as(store).doesNotHaveDuplicates();
      for (String key : store.equals("rollups-due") ? List.<String>of() : keys) {
        TestHttpClient.TestResponse entry = reader.get("/v1/stores/" + store + "/keys/" + key);
        assertThat(entry.status()).as(key).isEqualTo(200);
        assertThat(entry.json().path("key").asText()).isEqualTo(key);
      }
    }
    assertThat(keys("visitors", 3)).hasSize(VISITORS.size());
    // Three grains of two types of traffic, and of the searches.
    assertThat(keys("rollups", 1)).hasSize(9);
    String day = Instant.ofEpochMilli(Grain.DAY.windowStart(now)).toString();
    assertThat(keys("rollups", 1)).contains("traffic/1d/" + day + "/browse//");
    JsonNode window = reader.get("/v1/stores/rollups/keys/traffic/1d/" + day + "/browse//").json();
    assertThat(window.at("/value/measures").toString()).isEqualTo("{\"events\":7,\"visitors\":7}");
    String days = "/v1/stores/rollups/range?from=traffic/1d&to=traffic/1d/" + day;
    assertThat(reader.get(days).json().path("entries")).isEmpty();
    assertProblem(reader.get("/v1/stores/visitors/range?limit=0"), 422, "limit");
    assertProblem(reader.get("/v1/stores/visitors/range?cursor=*"), 400, "cursor");
    assertProblem(reader.get("/v1/stores/rollups/keys/traffic/9m"), 400, "key");
    assertProblem(reader.get("/v1/stores/visitors/keys/nobody"), 404, "");
  }

  @Test
  void showsDefinitionsToTheirAdminsAndNoWholeHash() {
    assertThat(reader.get("/v1/stores/definitions/range").status()).isEqualTo(403);
    JsonNode entries = admin.get("/v1/stores/definitions/range").json().path("entries");
    assertThat(entries.findValuesAsText("tenant")).isNotEmpty().containsOnly("reads");
    for (String key : entries.findValuesAsText("key")) {
      assertThat(key).matches("tenant/reads|api-key/[0-9a-f]{12}");
      assertThat(admin.get("/v1/stores/definitions/keys/" + key).status()).isEqualTo(200);
    }
    assertThat(running.admin().get("/v1/stores/definitions/range?limit=1000").text())
        .contains("tenant/default", "tenant/reads");
  }

  @Test
  void tellsHowFarItIs() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> status().at("/asOf/live").asLong() > accepted);
    long live = status().at("/asOf/live").asLong();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> status().at("/asOf/live").asLong() > live);
    JsonNode status = status();
    assertThat(status.at("/streams/state").asText()).isEqualTo("RUNNING");
    assertThat(status.at("/streams/lag/sum").asLong()).isZero();
    assertThat(status.at("/streams/lag/partitions/events.browse-0").isNumber()).isTrue();
    // Nothing brings events to ClickHouse here.
    assertThat(status.at("/asOf/events").asLong(0)).isLessThanOrEqualTo(accepted);
    assertThat(status.at("/clickhouse/reachable").asBoolean()).isFalse();
    assertThat(status.at("/connect/reachable").asBoolean()).isFalse();
    assertThat(status.path("ready").asBoolean()).isFalse();
    assertThat(live("").json().path("asOf").asText()).isNotEmpty();
  }

  private JsonNode status() {
    return reader.get("/v1/status").json();
  }

  private String event(String type, String visitor) {
    return "{\"type\":\"%s\",\"visitor\":\"%s\",\"occurredAt\":%d}".formatted(type, visitor, now);
  }

  private TestHttpClient.TestResponse live(String fields) {
    return query("\"source\":\"live\"," + fields);
  }

  private TestHttpClient.TestResponse query(String fields) {
    long day = Grain.DAY.windowStart(now);
    return reader.post(
        "/v1/query",
        """
        {"rollup":"traffic","measures":["events","visitors"],%s"from":%d,"to":%d}
        """
            .formatted(fields, day, day + Grain.DAY.widthMs()));
  }

  private static long events(TestHttpClient.TestResponse answer) {
    return answer.json().at("/rows/0/0").asLong();
  }

  private List<String> keys(String store, int pageSize) {
    var keys = new ArrayList<String>();
    String cursor = "";
    do {
      JsonNode page =
          reader
              .get("/v1/stores/%s/range?limit=%d&cursor=%s".formatted(store, pageSize, cursor))
              .json();
      page.path("entries").forEach(entry -> keys.add(entry.path("key").asText()));
      cursor = page.path("cursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return keys;
  }

  private static void assertProblem(TestHttpClient.TestResponse answer, int status, String field) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().path("field").asText("")).isEqualTo(field);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("..", "%2E%2E");
  }
}
