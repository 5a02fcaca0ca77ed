package io.millrace.standalone.product;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.product.RecordingClient.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dead letters of a real connector on a real product: 20 good records, and 12 poisoned ones of four
 * kinds. One story, told in order: each test has its letters, and the last looks at what is left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeadLettersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = "parcels";
  private static final int GOOD = 20;
  private static final String LETTERS = "/v1/dead-letters";
  private static final String NOT_JSON =
      "value converter: Converting byte[] to Kafka Connect data failed due to serialization error";
  private static final String WRONG_KIND = "column pieces takes a whole number";
  private static final String UNKNOWN_FIELD = "column colour is not in the table";

  @TempDir private static Path directory = Path.of("");

  private ProductProcess product = new ProductProcess(Path.of(""));
  private RecordingClient api = new RecordingClient("", "");
  private String url = "";
  private String key = "";

  @BeforeAll
  void start() throws Exception {
    Path home = directory.resolve("home");
    product = new ProductProcess(home);
    product.up();
    KeysFile.Contents contents = new KeysFile(new Home(home)).read().orElseThrow();
    url = contents.addresses().url();
    key = contents.keys().admin();
    api = new RecordingClient(url, key);
    product.clickHouse(
        """
        CREATE TABLE millrace.parcels (id UInt32, pieces UInt16, _partition Int32, _offset Int64,
          CONSTRAINT sane CHECK pieces < 1000) ENGINE = MergeTree ORDER BY id\
        """);
    fillTopic(contents.addresses().kafka());
    Path secrets = new Home(home).connectorSecrets().resolve("parcels.properties");
    Files.writeString(secrets, "password=\n");
    Reply created =
        api.put(
            "/v1/connectors/parcels",
            "{\"config\":%s}".formatted(config(contents.addresses().clickHouse(), secrets)));
    assertThat(created.ok()).as(created.toString()).isTrue();
    await(() -> api.get(LETTERS + "/summary").body(), summary -> count(summary, "", "open") >= 12);
  }

  @AfterAll
  void end() {
    product.close();
  }

  @Test
  @Order(1)
  void everyPoisonedRecordIsOneLetterByTableColumnAndReason() throws Exception {
    JsonNode summary = api.get(LETTERS + "/summary").body();

    assertThat(count(summary, "", "open")).isEqualTo(12);
    assertThat(summary.path("kinds")).hasSize(4);
    assertThat(summary.path("kinds").findValuesAsText("table")).containsOnly("parcels");
    assertThat(summary.path("kinds").findValuesAsText("reason"))
        .contains(NOT_JSON, WRONG_KIND, UNKNOWN_FIELD)
        .anySatisfy(reason -> assertThat(reason).contains("Constraint `sane`"));
    for (String reason : List.of(NOT_JSON, WRONG_KIND, UNKNOWN_FIELD)) {
      assertThat(count(summary, reason, "open")).as(reason).isEqualTo(3);
    }
    assertThat(ids()).isEqualTo(expected());
    assertThat(metrics())
        .contains("millrace_dead_letters{connector=\"parcels\",state=\"open\"} 12");
  }

  @Test
  @Order(2)
  void aListIsReadPageByPageAndFiltered() throws Exception {
    JsonNode first = letters("connector=parcels&limit=5");
    JsonNode second = letters("connector=parcels&limit=5&after=" + first.path("next").asText());
    JsonNode third = letters("connector=parcels&limit=5&after=" + second.path("next").asText());

    assertThat(
            Stream.of(first, second, third)
                .flatMap(page -> page.path("letters").findValuesAsText("id").stream())
                .distinct())
        .hasSize(12);
    assertThat(third.path("next").isNull()).isTrue();
    assertThat(open(WRONG_KIND)).hasSize(3);
    assertThat(letters("table=other").path("letters")).isEmpty();
    Reply wrong = api.get(LETTERS + "?state=closed");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.detail()).contains("but was closed");
    assertThat(api.get(LETTERS + "/dead-parcels~0~999999").status()).isEqualTo(404);
    assertThat(api.get(LETTERS + "/nothing").status()).isEqualTo(404);
  }

  @Test
  @Order(3)
  void aLetterShowsItsRecordAndTheWholeReason() throws Exception {
    JsonNode letter = api.get(LETTERS + "/" + open(WRONG_KIND).getFirst()).body();

    assertThat(letter.path("message").asText())
        .isEqualTo("table parcels, column pieces takes a whole number, but was 'many'");
    assertThat(letter.at("/value/text").asText()).contains("\"pieces\":\"many\"");
    assertThat(letter.at("/key/base64").asText()).isNotEmpty();
    assertThat(letter.path("headers").findValuesAsText("name")).containsExactly("trace");
    assertThat(letter.path("original").asText()).startsWith(TOPIC + "/");
    assertThat(letter.path("stackTrace").asText()).contains("DataException");
    assertThat(letter.path("column").asText()).isEqualTo("pieces");
  }

  @Test
  @Order(4)
  void anEditedLetterIsReplayedOnce() throws Exception {
    String id = open(NOT_JSON).getFirst();
    String edit = edit(101);

    Reply replayed = api.call("POST", LETTERS + "/" + id + "/replay", edit);

    assertThat(replayed.ok()).as(replayed.toString()).isTrue();
    assertThat(replayed.body().path("state").asText()).isEqualTo("replayed");
    assertThat(replayed.body().path("writtenTo").asText()).startsWith(TOPIC + "/");
    awaitRow(101);
    Reply again = api.call("POST", LETTERS + "/" + id + "/replay", edit);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.detail()).contains("was replayed at 20");
    assertThat(api.post(LETTERS + "/" + id + "/discard").status()).isEqualTo(409);
    assertThat(api.get(LETTERS + "/" + id).body().path("state").asText()).isEqualTo("replayed");
  }

  @Test
  @Order(5)
  void twoReplaysAtOnceBringOneRow() throws Exception {
    String id = open(NOT_JSON).getFirst();
    String path = LETTERS + "/" + id + "/replay";

    var one = CompletableFuture.supplyAsync(() -> status(path, edit(102)));
    var other = CompletableFuture.supplyAsync(() -> status(path, edit(102)));

    assertThat(List.of(one.get(), other.get())).containsExactlyInAnyOrder(200, 409);
    awaitRow(102);
  }

  @Test
  @Order(6)
  void aReplayThatFailsAgainIsANewLetterThatSaysSo() throws Exception {
    String id = open(NOT_JSON).getFirst();
    String original = api.get(LETTERS + "/" + id).body().path("original").asText();

    assertThat(api.post(LETTERS + "/" + id + "/replay").ok()).isTrue();

    List<String> again = await(() -> open(NOT_JSON), open -> open.size() == 1);
    JsonNode letter = api.get(LETTERS + "/" + again.getFirst()).body();
    assertThat(letter.path("id").asText()).isNotEqualTo(id);
    assertThat(letter.path("replayOf").asText()).isEqualTo(original);
    assertThat(letter.path("headers").findValuesAsText("name"))
        .containsExactlyInAnyOrder("trace", "millrace.replay.of");
    Reply discarded = api.post(LETTERS + "/" + again.getFirst() + "/discard");
    assertThat(discarded.body().path("state").asText()).isEqualTo("discarded");
    assertThat(api.post(LETTERS + "/" + again.getFirst() + "/replay").detail())
        .contains("was discarded at 20");
  }

  @Test
  @Order(7)
  void afterTheTableIsRepairedAllOfOneReasonAreReplayed() throws Exception {
    product.clickHouse("ALTER TABLE millrace.parcels ADD COLUMN colour String");
    Reply typo = api.call("POST", LETTERS + "/replay", "{\"reasn\":\"x\"}");
    assertThat(typo.status()).isEqualTo(422);
    assertThat(api.call("POST", LETTERS + "/replay", "{}").status()).isEqualTo(422);

    // The sink looks at the table again after some seconds; until then replays come back.
    await(
        () -> {
          Reply replayed = api.call("POST", LETTERS + "/replay", filter(UNKNOWN_FIELD));
          assertThat(replayed.ok()).as(replayed.toString()).isTrue();
          assertThat(replayed.body().path("left")).isEmpty();
          return rows("colour != ''");
        },
        rows -> rows == 3);

    assertThat(open(UNKNOWN_FIELD)).isEmpty();
  }

  @Test
  @Order(8)
  void allOfOneReasonAreDiscardedSomeAtATime() throws Exception {
    ObjectNode two = (ObjectNode) ProductProcess.JSON.readTree(filter(WRONG_KIND));

    JsonNode first = api.call("POST", LETTERS + "/discard", two.put("limit", 2).toString()).body();
    JsonNode second = api.call("POST", LETTERS + "/discard", two.toString()).body();

    assertThat(first.path("done").asInt()).isEqualTo(2);
    assertThat(first.path("open").asInt()).isEqualTo(1);
    assertThat(second.path("done").asInt()).isEqualTo(1);
    assertThat(second.path("open").asInt()).isZero();
  }

  @Test
  @Order(9)
  void deadLettersAreTheOperatorsOnly() throws Exception {
    Reply tenant = api.call("POST", "/v1/tenants", "{\"tenant\":\"school\"}");
    var other = new RecordingClient(url, tenant.body().at("/keys/admin").asText());

    assertThat(other.get(LETTERS).status()).isEqualTo(403);
    assertThat(other.get(LETTERS + "/summary").status()).isEqualTo(403);
    assertThat(other.call("POST", LETTERS + "/discard", filter(NOT_JSON)).status()).isEqualTo(403);
    assertThat(new RecordingClient(url, "").get(LETTERS).status()).isEqualTo(401);
  }

  @Test
  @Order(10)
  void afterAKillOfEverythingTheCountsAreTheSameAndNoRowIsThereTwice() throws Exception {
    JsonNode before = api.get(LETTERS + "/summary").body();
    assertThat(count(before, "", "open")).isEqualTo(3);

    product.kill();
    product.up();

    JsonNode after = await(() -> api.get(LETTERS + "/summary"), Reply::ok).body();
    assertThat(after).isEqualTo(before);
    JsonNode replayed = letters("state=replayed&connector=parcels").path("letters");
    assertThat(api.post(LETTERS + "/" + replayed.get(0).path("id").asText() + "/replay").status())
        .isEqualTo(409);
    assertThat(ids()).isEqualTo(expected(101, 102, 200, 201, 202));
    assertThat(metrics()).contains("millrace_dead_letters{connector=\"parcels\",state=\"open\"} 3");
  }

  private static String config(String clickHouse, Path secrets) {
    return ProductProcess.JSON
        .createObjectNode()
        .put("connector.class", "io.millrace.connect.clickhouse.ClickHouseSinkConnector")
        .put("topics", TOPIC)
        .put("clickhouse.url", clickHouse)
        .put("clickhouse.database", "millrace")
        .put("clickhouse.password", "${file:" + secrets + ":password}")
        .put("value.converter", "org.apache.kafka.connect.json.JsonConverter")
        .put("value.converter.schemas.enable", "false")
        .put("consumer.override.auto.offset.reset", "earliest")
        .put("errors.tolerance", "all")
        .put("errors.deadletterqueue.topic.name", "dead-parcels")
        .put("errors.deadletterqueue.topic.replication.factor", "1")
        .put("errors.deadletterqueue.context.headers.enable", "true")
        .toString();
  }

  private static void fillTopic(String kafka) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka));
        var producer =
            new KafkaProducer<byte[], byte[]>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(2), Optional.empty())))
          .all()
          .get();
      for (int id = 0; id < GOOD; id++) {
        send(producer, good(id));
      }
      for (int i = 0; i < 3; i++) {
        send(producer, "{\"id\":" + i);
        send(producer, "{\"id\":%d,\"pieces\":\"many\"}".formatted(i));
        send(producer, "{\"id\":%d,\"pieces\":1,\"colour\":\"red\"}".formatted(200 + i));
        send(producer, "{\"id\":%d,\"pieces\":%d}".formatted(300 + i, 1000 + i));
      }
    }
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String value)
      throws ExecutionException, InterruptedException {
    var record =
        new ProducerRecord<>(
            TOPIC, Integer.toString(value.hashCode()).getBytes(UTF_8), value.getBytes(UTF_8));
    record.headers().add("trace", "t1".getBytes(UTF_8));
    producer.send(record).get();
  }

  private static String good(int id) {
    return "{\"id\":%d,\"pieces\":%d}".formatted(id, id + 1);
  }

  private static String edit(int id) {
    return ProductProcess.JSON.createObjectNode().put("value", good(id)).toString();
  }

  private static String filter(String reason) {
    return ProductProcess.JSON
        .createObjectNode()
        .put("connector", "parcels")
        .put("reason", reason)
        .toString();
  }

  private JsonNode letters(String query) throws IOException, InterruptedException {
    return api.get(LETTERS + "?" + query).body();
  }

  private List<String> open(String reason) throws IOException, InterruptedException {
    return letters("reason=" + URLEncoder.encode(reason, UTF_8))
        .path("letters")
        .findValuesAsText("id");
  }

  private int status(String path, String body) {
    try {
      return new RecordingClient(url, key).call("POST", path, body).status();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of all kinds of a state and, where one is given, of a reason. */
  private static int count(JsonNode summary, String reason, String state) {
    int count = 0;
    for (JsonNode kind : summary.path("kinds")) {
      if (kind.path("state").asText().equals(state)
          && (reason.isEmpty() || kind.path("reason").asText().equals(reason))) {
        count += kind.path("count").asInt();
      }
    }
    return count;
  }

  private void awaitRow(int id) {
    await(() -> rows("id = " + id), rows -> rows == 1);
  }

  private long rows(String condition) throws IOException, InterruptedException {
    return Long.parseLong(
        product.clickHouse("SELECT count() FROM millrace.parcels WHERE " + condition));
  }

  private String ids() throws IOException, InterruptedException {
    return product.clickHouse(
        "SELECT arrayStringConcat(arraySort(groupArray(toString(id))), ',') FROM millrace.parcels");
  }

  /** The good ones and those that were replayed, each once. */
  private static String expected(int... replayed) {
    return IntStream.concat(IntStream.range(0, GOOD), IntStream.of(replayed))
        .mapToObj(Integer::toString)
        .sorted()
        .reduce((left, right) -> left + "," + right)
        .orElseThrow();
  }

  private String metrics() throws IOException, InterruptedException {
    return product.get("/metrics");
  }

  private static <T> T await(Callable<T> asked, Predicate<T> wanted) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(asked, wanted);
  }
}
