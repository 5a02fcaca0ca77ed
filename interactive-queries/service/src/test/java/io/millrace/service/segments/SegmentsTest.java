package io.millrace.service.segments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.topic.Topics;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.ConditionJson;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.RuleVersion.Tracked;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Segment.Candidate;
import io.millrace.topologies.segment.rule.Segment.CandidateStage;
import io.millrace.topologies.segment.rule.SegmentKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Segments over HTTP, with a broker and without a ClickHouse. */
@ExtendWith(RunningService.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentsTest {
  private static final String TENANT = "segmented";
  private static final List<String> VISITORS =
      List.of("v1", "jo@shop.pl", "a/b c+d%", "zażółć", "\uD83D\uDE00", "x/segments", "v2");

  private final Running running;
  private final TestHttpClient writer;
  private final TestHttpClient reader;
  private final TestHttpClient admin;
  private long definitionVersion = 1_000;

  SegmentsTest(Running running) {
    this.running = running;
    JsonNode keys =
        running
            .admin()
            .post("/v1/tenants", "{\"tenant\":\"%s\"}".formatted(TENANT))
            .json()
            .path("keys");
    writer = running.as(keys.path("write").asText());
    reader = running.as(keys.path("read").asText());
    admin = running.as(keys.path("admin").asText());
  }

  @Test
  void createsChangesAndRemovesASegment() {
    String buyers = "{\"did\":{\"type\":\"purchase\"},\"within\":\"30d\"}";
    JsonNode created = put("edit-buyers", rule(buyers)).json();
    assertThat(created.path("change").asText()).isEqualTo("created");
    assertThat(created.at("/candidate/version").asInt()).isEqualTo(1);
    assertThat(created.at("/candidate/stage").asText()).isEqualTo("queued");
    assertThat(created.at("/candidate/activate").asText()).isEqualTo("when-ready");
    assertThat(created.at("/candidate/rule").toString())
        .isEqualTo("{\"did\":{\"type\":\"purchase\"},\"atLeast\":1,\"within\":\"30d\"}");
    assertThat(created.has("version")).isFalse();
    assertThat(put("edit-buyers", rule(buyers)).json().path("change").asText())
        .isEqualTo("unchanged");
    JsonNode changed = put("edit-buyers", rule("{\"trait\":\"plan\",\"exists\":true}")).json();
    assertThat(changed.path("change").asText()).isEqualTo("changed");
    assertThat(changed.at("/candidate/version").asInt()).isEqualTo(2);
    put("edit-loyal", rule("{\"segment\":\"edit-buyers\"}"));
    assertThat(names(reader.get("/v1/segments").json())).contains("edit-buyers", "edit-loyal");
    TestHttpClient.TestResponse inUse = delete("edit-buyers");
    assertThat(inUse.status()).isEqualTo(409);
    assertThat(inUse.text()).contains("edit-loyal");
    assertProblem(put("edit-buyers", rule("{\"not\":{\"segment\":\"edit-loyal\"}}")), 422, "rule");
    assertThat(delete("edit-loyal").status()).isEqualTo(204);
    assertThat(delete("edit-buyers").status()).isEqualTo(204);
    assertThat(reader.get("/v1/segments/edit-buyers").status()).isEqualTo(404);
    assertThat(put("edit-buyers", rule(buyers)).json().at("/candidate/version").asInt())
        .isEqualTo(3);
  }

  @Test
  void saysWhichFieldIsAtFault() {
    assertProblem(put("Big", rule("{\"trait\":\"plan\",\"exists\":true}")), 422, "name");
    assertProblem(put("faults", "{\"rule\":{\"all\":[{}]}}"), 422, "rule.all[0]");
    assertProblem(put("faults", "{\"rules\":{}}"), 422, "rules");
    assertProblem(put("faults", "[]"), 422, "rule");
    assertProblem(put("faults", "{\"rule\""), 400, "");
    String plan = "{\"trait\":\"plan\",\"exists\":true}";
    assertProblem(
        put("faults", "{\"activate\":\"soon\",\"rule\":%s}".formatted(plan)), 422, "activate");
    assertProblem(put("faults", "{\"name\":\"other\",\"rule\":%s}".formatted(plan)), 422, "name");
    TestHttpClient.TestResponse unknown =
        put("faults", rule("{\"any\":[{\"segment\":\"nobody\"}]}"));
    assertProblem(unknown, 422, "rule.any[0].segment");
    assertThat(unknown.text()).contains("there is no nobody");
    assertThat(reader.put("/v1/segments/faults", rule(plan)).status()).isEqualTo(403);
    assertThat(reader.get("/v1/segments/faults").status()).isEqualTo(404);
  }

  @Test
  void takesDaysInTheTenantsTimeZone() {
    String path = "/v1/tenants/%s/time-zone".formatted(TENANT);
    assertThat(admin.get(path).text()).isEqualTo("{\"timeZone\":\"UTC\"}");
    assertProblem(admin.put(path, "{\"timeZone\":\"Mars\"}"), 422, "timeZone");
    assertThat(admin.put(path, "{\"timeZone\":\"Asia/Tokyo\"}").status()).isEqualTo(200);
    String acceptance = "/v1/tenants/%s/acceptance".formatted(TENANT);
    assertThat(admin.put(acceptance, "{\"ahead\":\"2h\"}").status()).isEqualTo(200);
    assertThat(admin.get(path).text()).isEqualTo("{\"timeZone\":\"Asia/Tokyo\"}");
    String daily = "{\"regularly\":{\"type\":\"browse\"},\"days\":2,\"of\":7}";
    assertThat(put("zone-daily", rule(daily)).json().at("/candidate/rule/timeZone").asText())
        .isEqualTo("Asia/Tokyo");
    assertThat(admin.put(path, "{\"timeZone\":\"UTC\"}").status()).isEqualTo(200);
  }

  @Test
  void tellsWhoIsInASegmentAndWhy() throws InvalidDefinition {
    put("live-viewers", rule("{\"did\":{\"name\":\"Seen\"},\"atLeast\":2,\"within\":\"1d\"}"));
    activate("live-viewers", 1);
    for (String visitor : VISITORS) {
      send(visitor, "Seen");
      send(visitor, "Seen");
    }
    send("once", "Seen");
    await(() -> size("live-viewers") == VISITORS.size());
    assertThat(members("live-viewers", 2))
        .containsExactly(
            "a/b c+d%", "jo@shop.pl", "v1", "v2", "x/segments", "zażółć", "\uD83D\uDE00");
    List<JsonNode> lines = lines("/v1/segments/live-viewers/members");
    assertThat(lines.removeLast().path("end").path("entries").asInt()).isEqualTo(lines.size());
    assertThat(lines.stream().map(line -> line.path("visitor").asText()))
        .isEqualTo(members("live-viewers", 2));
    for (String visitor : VISITORS) {
      JsonNode in = reader.get("/v1/visitors/%s/segments".formatted(encoded(visitor))).json();
      assertThat(in.path("visitor").asText()).isEqualTo(visitor);
      assertThat(names(in, "segment")).as(visitor).contains("live-viewers");
    }
    assertThat(reader.get("/v1/visitors/" + encoded("x/segments")).json().has("recentSessions"))
        .isTrue();
    JsonNode why = explain("live-viewers", "a/b c+d%");
    assertThat(why.path("in").asBoolean()).isTrue();
    assertThat(why.path("active").asBoolean()).isTrue();
    assertThat(why.at("/rule/kind").asText()).isEqualTo("did");
    assertThat(why.at("/rule/says").asText())
        .isEqualTo("2 or more times in the last 1d, must be at least 2");
    assertThat(why.at("/rule/events")).hasSize(2);
    assertThat(why.path("changesAt").asText()).isEqualTo(why.at("/rule/changesAt").asText());
    assertThat(why.path("idsMissing").asText()).isEqualTo("ClickHouse does not answer");
    JsonNode whyNot = explain("live-viewers", "once");
    assertThat(whyNot.path("in").asBoolean()).isFalse();
    assertThat(whyNot.at("/rule/value").asInt()).isEqualTo(1);
    assertThat(whyNot.has("changesAt")).isFalse();
    assertProblem(reader.get("/v1/segments/live-viewers/visitors/nobody"), 404, "");
    assertProblem(reader.get("/v1/visitors/nobody/segments"), 404, "");
    assertProblem(reader.get("/v1/segments/live-viewers/members?limit=0"), 422, "limit");
    assertThat(reader.get("/v1/segments/live-viewers/members?version=7").text())
        .contains("there is no version 7; the nearest: 1");
  }

  @Test
  void comparesACandidateBeforeItIsActivated() throws InvalidDefinition {
    put("swap-fans", rule("{\"did\":{\"name\":\"Liked\"},\"within\":\"1d\"}"));
    activate("swap-fans", 1);
    send("swap-a", "Liked");
    send("swap-b", "Liked");
    send("swap-b", "Loved");
    send("swap-c", "Loved");
    await(() -> size("swap-fans") == 2);
    put("swap-fans", rule("{\"did\":{\"name\":\"Loved\"},\"within\":\"1d\"}"));
    TestHttpClient.TestResponse tooEarly =
        admin.post("/v1/segments/swap-fans/activate", "{\"version\":2}");
    assertThat(tooEarly.status()).isEqualTo(409);
    assertThat(tooEarly.text()).containsPattern("it is (queued|building) still; what can be: none");
    ready("swap-fans");
    send("swap-b", "Loved");
    send("swap-c", "Loved");
    await(
        () ->
            reader
                .get("/v1/segments/swap-fans")
                .json()
                .at("/candidate/difference")
                .toString()
                .equals("{\"enter\":1,\"leave\":1,\"complete\":true}"));
    JsonNode first = reader.get("/v1/segments/swap-fans/changes?limit=1").json();
    assertThat(first.path("changes").toString())
        .isEqualTo("[{\"visitor\":\"swap-a\",\"change\":\"leaves\"}]");
    JsonNode second =
        reader
            .get("/v1/segments/swap-fans/changes?version=2&after=" + first.path("next").asText())
            .json();
    assertThat(second.path("changes").toString())
        .isEqualTo("[{\"visitor\":\"swap-c\",\"change\":\"enters\"}]");
    assertThat(second.path("next").isNull()).isTrue();
    JsonNode active = admin.post("/v1/segments/swap-fans/activate", "{\"version\":2}").json();
    assertThat(active.path("version").asInt()).isEqualTo(2);
    assertThat(active.at("/previous/version").asInt()).isEqualTo(1);
    await(() -> members("swap-fans", 10).equals(List.of("swap-b", "swap-c")));
    assertThat(admin.post("/v1/segments/swap-fans/activate", "{\"version\":2}").text())
        .contains("is active already; what can be: 1 (previous)");
    admin.post("/v1/segments/swap-fans/activate", "{\"version\":1}");
    assertThat(members("swap-fans", 10)).isEqualTo(List.of("swap-a", "swap-b"));
    assertProblem(admin.post("/v1/segments/swap-fans/activate", "{}"), 422, "version");
  }

  /** As what builds versions does, but without a past. */
  private void activate(String name, int version) throws InvalidDefinition {
    JsonNode now = reader.get("/v1/segments/" + name).json();
    awaitWritten(
        new Segment(
            TENANT,
            name,
            "",
            version,
            Optional.of(counted(now.path("candidate"))),
            Optional.empty(),
            Optional.empty()),
        seen -> seen.path("version").asInt() == version);
  }

  private void ready(String name) throws InvalidDefinition {
    JsonNode now = reader.get("/v1/segments/" + name).json();
    RuleVersion candidate = counted(now.path("candidate"));
    awaitWritten(
        new Segment(
            TENANT,
            name,
            "",
            candidate.version(),
            Optional.of(counted(now)),
            Optional.of(new Candidate(candidate, CandidateStage.READY, false)),
            Optional.empty()),
        seen -> seen.at("/candidate/stage").asText().equals("ready"));
  }

  /** Again until it is seen: the service builds candidates itself, and may write between. */
  private void awaitWritten(Segment segment, Predicate<JsonNode> seen) {
    await(
        () -> {
          if (seen.test(reader.get("/v1/segments/" + segment.name()).json())) {
            return true;
          }
          write(segment);
          return false;
        });
  }

  /** A version as an answer has it, that counts all that the stream has. */
  private static RuleVersion counted(JsonNode json) throws InvalidDefinition {
    Condition rule = new ConditionJson(ZoneOffset.UTC).parse("rule", json.path("rule"));
    return new RuleVersion(
        json.path("version").asInt(),
        rule,
        RuleVersion.behaviours(rule).stream().map(one -> new Tracked(one, 0)).toList());
  }

  private void write(Segment segment) throws ExecutionException, InterruptedException {
    var topic = new Topics(running.settings().topicPrefix()).definitions();
    var key = SegmentKind.INSTANCE.key(TENANT, segment.name());
    var definition =
        new Definition(
            key.kind(),
            key.tenant(),
            key.name(),
            definitionVersion++,
            System.currentTimeMillis(),
            SegmentKind.INSTANCE.print(segment));
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, running.broker().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var _ =
          producer
              .send(
                  new ProducerRecord<>(
                      topic.name(),
                      key.toBytes(),
                      topic.value().serializer().serialize(topic.name(), definition)))
              .get();
    }
  }

  private void send(String visitor, String name) {
    String event =
        "{\"type\":\"custom\",\"name\":\"%s\",\"visitor\":\"%s\"}".formatted(name, visitor);
    assertThat(writer.post("/v1/events", event).status()).isEqualTo(200);
  }

  private List<String> members(String segment, int pageSize) {
    var members = new ArrayList<String>();
    String after = "";
    do {
      JsonNode page =
          reader
              .get(
                  "/v1/segments/%s/members?limit=%d&after=%s"
                      .formatted(
                          segment, pageSize, URLEncoder.encode(after, StandardCharsets.UTF_8)))
              .json();
      members.addAll(names(page, "visitor"));
      after = page.path("next").asText("");
    } while (!after.isEmpty() && !after.equals("null"));
    return members;
  }

  private List<JsonNode> lines(String path) {
    TestHttpClient.TestResponse answer =
        reader.send(reader.request(path).header("Accept", "application/x-ndjson"));
    return new ArrayList<>(answer.text().lines().map(TestHttpClient::parse).toList());
  }

  private long size(String segment) {
    return reader.get("/v1/segments/" + segment).json().path("size").asLong();
  }

  private JsonNode explain(String segment, String visitor) {
    TestHttpClient.TestResponse answer =
        reader.get("/v1/segments/%s/visitors/%s".formatted(segment, encoded(visitor)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private TestHttpClient.TestResponse put(String name, String body) {
    return admin.put("/v1/segments/" + name, body);
  }

  private TestHttpClient.TestResponse delete(String name) {
    return admin.send(admin.request("/v1/segments/" + name).DELETE());
  }

  private static String rule(String rule) {
    return "{\"rule\":%s}".formatted(rule);
  }

  private static List<String> names(JsonNode list) {
    return names(list, "name");
  }

  /** The texts of a field in what a list has; the answer's own is not in one. */
  private static List<String> names(JsonNode answer, String field) {
    var names = new ArrayList<String>();
    for (JsonNode value : answer) {
      value.forEach(
          one -> {
            if (one.has(field)) {
              names.add(one.path(field).asText());
            }
          });
    }
    return names;
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }

  private static void assertProblem(TestHttpClient.TestResponse answer, int status, String field) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().path("field").asText("")).isEqualTo(field);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
