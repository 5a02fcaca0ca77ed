package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.standalone.home.ConnectorSecrets;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.product.RecordingClient.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Connect management on a real product: broker, worker and service over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectorsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SECRET = "open-sesame-\\41";
  private static final String TOPIC = "kept";

  @TempDir private static Path directory = Path.of("");

  private ProductProcess product = new ProductProcess(Path.of(""));
  private RecordingClient api = new RecordingClient("", "");
  private RecordingClient connect = new RecordingClient("", "");
  private String reference = "";
  private String url = "";

  @BeforeAll
  void start() throws Exception {
    Path home = directory.resolve("home");
    product = new ProductProcess(home);
    product.up();
    KeysFile.Contents contents = new KeysFile(new Home(home)).read().orElseThrow();
    url = contents.addresses().url();
    api = new RecordingClient(url, contents.keys().admin());
    connect = new RecordingClient(contents.addresses().connect(), "");
    Path secrets = new Home(home).connectorSecrets().resolve("mine.properties");
    Files.writeString(secrets, "opener=" + SECRET.replace("\\", "\\\\") + "\n");
    reference = "${file:" + secrets + ":opener}";
    fillTopic(contents.addresses().kafka());
  }

  @AfterAll
  void end() {
    product.close();
  }

  @AfterEach
  void noAnswerHadTheSecret() {
    assertThat(api.answers()).doesNotContain(SECRET).doesNotContain("literal-pw");
  }

  @Test
  void aDryRunNamesEveryFieldThatIsWrongAndWritesNothing() throws Exception {
    Map<String, String> config = config("dry");
    config.put("limit", "11");
    config.put("tasks.max", "none");
    config.put("consumer.override.sasl.jaas.config", "x required password=literal-pw;");
    config.put("opener", "literal-pw");
    config.put("login.password", "literal-pw");

    Reply refused = api.put("/v1/connectors/dry?dryRun=true", body(config, "running"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body().path("faults").findValuesAsText("field"))
        .contains(
            "config.limit",
            "config.tasks.max",
            "config.consumer.override.sasl.jaas.config",
            "config.opener",
            "config.login.password");
    assertThat(refused.body().toString()).contains("${file:/path/to/secrets.properties:name}");
    assertThat(api.put("/v1/connectors/dry?dryRun=true", body(config("dry"), "running")).body())
        .hasToString(
            "{\"name\":\"dry\",\"state\":\"running\",\"version\":1,\"change\":\"created\","
                + "\"dryRun\":true}");
    Reply unknown = api.get("/v1/connectors/warehous");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.detail()).contains("the nearest: warehouse");
  }

  @Test
  void anUnknownClassIsAnsweredWithTheNearest() throws Exception {
    Map<String, String> config = config("classy");
    config.put("connector.class", "io.millrace.standalone.product.FaultySin");

    Reply refused = api.put("/v1/connectors/classy", body(config, "running"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.detail()).contains("the nearest: " + FaultySink.class.getName());
    assertThat(api.get("/v1/connector-plugins").body().path("plugins").findValuesAsText("class"))
        .contains("io.millrace.connect.clickhouse.ClickHouseSinkConnector");
  }

  @Test
  void aConnectorDeletedBehindItsBackComesBack() throws Exception {
    create("deleted");
    awaitHealth("deleted", "running");

    assertThat(connect.delete("/connectors/deleted").status()).isEqualTo(204);

    awaitTask("deleted");
    awaitHealth("deleted", "running");
  }

  @Test
  void aConfigurationChangedBehindItsBackIsPutRight() throws Exception {
    create("bent");
    awaitHealth("bent", "running");
    Map<String, String> other = config("bent");
    other.put("limit", "9");

    assertThat(connect.put("/connectors/bent/config", settings(other).toString()).ok()).isTrue();

    await(
        () -> connect.get("/connectors/bent/config").body(),
        config -> config.path("limit").asText().equals("2"));
  }

  @Test
  void aRemovedConnectorLeavesConnectAndItsVersionsGoOn() throws Exception {
    create("removed");
    awaitHealth("removed", "running");

    assertThat(api.delete("/v1/connectors/removed").status()).isEqualTo(204);

    await(() -> connect.get("/connectors/removed"), reply -> reply.status() == 404);
    await(() -> api.get("/v1/connectors/removed"), reply -> reply.status() == 404);
    create("removed");
    assertThat(api.get("/v1/connectors/removed").body().path("version").asInt()).isEqualTo(2);
  }

  @Test
  void aFailedTaskRunsAgainWithoutHands() throws Exception {
    create("faulty");
    awaitHealth("faulty", "running");

    Files.writeString(fault("faulty"), "java.net.ConnectException: Connection refused");
    JsonNode failed = awaitHealth("faulty", "failed");
    assertThat(failed.at("/tasks/0/state").asText()).isEqualTo("FAILED");
    assertThat(failed.at("/cause/kind").asText()).isEqualTo("unreachable");
    assertThat(failed.at("/tasks/0/cause/message").asText()).contains("***").contains("refused");
    Files.delete(fault("faulty"));

    assertThat(awaitHealth("faulty", "running").path("attempts").asInt()).isPositive();
    assertThat(metrics()).containsPattern("restarts_total\\{connector=\"faulty\"\\} [1-9]");
  }

  @Test
  void aLastingFaultEndsGivenUpWithItsCauseUntilTheOperatorRestartsIt() throws Exception {
    Files.writeString(fault("lasting"), "Authentication failed for user me");
    create("lasting");

    JsonNode givenUp = awaitHealth("lasting", "given-up");

    assertThat(givenUp.at("/cause/kind").asText()).isEqualTo("credentials");
    assertThat(givenUp.at("/cause/what").asText()).contains("rejects the user");
    assertThat(givenUp.path("attempts").asInt()).isEqualTo(3);
    assertThat(givenUp.path("givenUpSince").asText()).isNotEmpty();
    assertThat(metrics()).contains("millrace_connector_given_up{connector=\"lasting\"} 1");
    assertThat(api.get("/health").status()).isEqualTo(200);
    Files.delete(fault("lasting"));
    assertThat(api.post("/v1/connectors/lasting/restart").ok()).isTrue();
    awaitHealth("lasting", "running");
    assertThat(metrics()).contains("millrace_connector_given_up{connector=\"lasting\"} 0");
  }

  @Test
  void offsetsAreChangedOnlyWhileItIsStopped() throws Exception {
    create("moved");
    awaitTask("moved");
    await(
        () -> api.get("/v1/connectors/moved/offsets").body(),
        read -> read.at("/offsets/0/offset/kafka_offset").asInt() == 2);
    String wanted =
        """
        {"offsets":[{"partition":{"kafka_topic":"kept","kafka_partition":0},
                     "offset":{"kafka_offset":1}}]}\
        """;

    Reply early = api.call("PATCH", "/v1/connectors/moved/offsets", wanted);
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.detail())
        .contains("only while the connector is stopped, but moved is running");
    assertThat(api.delete("/v1/connectors/moved/offsets").status()).isEqualTo(409);
    assertThat(api.post("/v1/connectors/moved/pause").ok()).isTrue();
    awaitHealth("moved", "paused");
    assertThat(api.post("/v1/connectors/moved/restart").status()).isEqualTo(409);
    assertThat(api.post("/v1/connectors/moved/stop").ok()).isTrue();
    awaitHealth("moved", "stopped");
    Reply altered = api.call("PATCH", "/v1/connectors/moved/offsets", wanted);
    assertThat(altered.body().at("/offsets/0/offset/kafka_offset").asInt()).isEqualTo(1);
    assertThat(api.delete("/v1/connectors/moved/offsets").body().path("offsets")).isEmpty();
    assertThat(api.post("/v1/connectors/moved/resume").ok()).isTrue();
    awaitHealth("moved", "running");
  }

  @Test
  void rollingBackMakesANewVersionOfAnEarlierOne() throws Exception {
    create("rolled.back_1-a");
    Map<String, String> second = config("rolled.back_1-a");
    second.put("limit", "3");
    assertThat(
            api.put("/v1/connectors/rolled.back_1-a", body(second, "running"))
                .body()
                .path("version"))
        .hasToString("2");

    Reply rolled = api.call("POST", "/v1/connectors/rolled.back_1-a/rollback", "{\"version\":1}");

    assertThat(rolled.body().path("version").asInt()).isEqualTo(3);
    JsonNode versions = api.get("/v1/connectors/rolled.back_1-a/history").body().path("versions");
    assertThat(versions.findValuesAsText("version")).containsExactly("3", "2", "1");
    assertThat(versions.findValuesAsText("limit")).containsExactly("2", "3", "2");
    Reply none = api.call("POST", "/v1/connectors/rolled.back_1-a/rollback", "{\"version\":9}");
    assertThat(none.status()).isEqualTo(404);
    await(
        () -> connect.get("/connectors/rolled.back_1-a/config").body(),
        config -> config.path("limit").asText().equals("2"));
  }

  @Test
  void theWarehouseIsPausedAndResumedButNotChanged() throws Exception {
    JsonNode own = api.get("/v1/connectors/warehouse").body();
    assertThat(own.path("owner").asText()).isEqualTo("product");
    ObjectNode config = own.path("config").deepCopy();
    config.put("tasks.max", "2");
    String changed = "{\"config\":" + config + "}";
    String same = "{\"config\":" + own.path("config") + "}";

    Reply unchanged = api.put("/v1/connectors/warehouse", same);
    assertThat(unchanged.body().path("change").asText())
        .as(unchanged.toString())
        .isEqualTo("unchanged");

    assertThat(api.put("/v1/connectors/warehouse", changed).status()).isEqualTo(409);
    Reply kept = api.delete("/v1/connectors/warehouse");
    assertThat(kept.status()).isEqualTo(409);
    assertThat(kept.detail()).contains("Millrace's own");
    assertThat(api.delete("/v1/connectors/warehouse/offsets").status()).isEqualTo(409);
    assertThat(api.post("/v1/connectors/warehouse/pause").ok()).isTrue();
    awaitHealth("warehouse", "paused");
    assertThat(api.post("/v1/connectors/warehouse/resume").ok()).isTrue();
    awaitHealth("warehouse", "running");
  }

  @Test
  void aListAsYamlIsAppliedAndSaysTheSame() throws Exception {
    Path yaml = directory.resolve("connectors.yaml");
    Files.writeString(
        yaml,
        """
        connectors:
          - name: applied
            state: paused
            config:
              connector.class: FaultySink
              topics: kept
              tasks.max: 1
              limit: 2
              fault.file: %s
        """
            .formatted(fault("applied")));
    assertThat(apply(yaml)).contains("connector applied").contains("created");
    awaitHealth("applied", "paused");

    ObjectNode exported = ProductProcess.JSON.createObjectNode();
    var connectors = exported.putArray("connectors");
    for (JsonNode one : api.get("/v1/connectors").body().path("connectors")) {
      if (one.path("name").asText().equals("applied")) {
        ObjectNode entry = one.deepCopy();
        connectors.add(entry.retain("name", "config", "state"));
      }
    }
    Files.writeString(yaml, exported.toString());
    assertThat(apply(yaml)).contains("unchanged");
    Files.writeString(yaml, "connectors: [{name: applied, config: {topics: 7}}]");
    assertThat(apply(yaml)).contains("config.connector.class: must be one of");
  }

  @Test
  void connectorsAreAsTheyWereAfterKillNineOfEverything() throws Exception {
    create("surviving");
    create("resting");
    assertThat(api.post("/v1/connectors/resting/pause").ok()).isTrue();
    awaitHealth("resting", "paused");

    product.kill();
    product.up();

    awaitHealth("surviving", "running");
    awaitHealth("resting", "paused");
    awaitHealth("warehouse", "running");
  }

  @Test
  void aConnectorThatIsNotDefinedHereIsListedAndLeftAlone() throws Exception {
    assertThat(
            connect.put("/connectors/foreign/config", settings(config("foreign")).toString()).ok())
        .isTrue();

    JsonNode foreign = awaitHealth("foreign", "unmanaged");

    assertThat(foreign.path("config")).isEmpty();
    assertThat(connect.get("/connectors/foreign").ok()).isTrue();
  }

  @Test
  void connectorsAreTheOperatorsOnly() throws Exception {
    Reply tenant = api.call("POST", "/v1/tenants", "{\"tenant\":\"school\"}");
    var other = new RecordingClient(url, tenant.body().at("/keys/admin").asText());

    for (String path : List.of("", "/warehouse", "/warehouse/history", "/warehouse/offsets")) {
      assertThat(other.get("/v1/connectors" + path).status()).as(path).isEqualTo(403);
    }
    assertThat(other.get("/v1/connector-plugins").status()).isEqualTo(403);
    assertThat(other.put("/v1/connectors/x", body(config("x"), "running")).status()).isEqualTo(403);
    assertThat(other.post("/v1/connectors/warehouse/pause").detail())
        .contains("with a key of tenant default, but the key belongs to tenant school");
  }

  @Test
  void theProductsSecretsAreWhatConnectReadsOfThem() throws Exception {
    var home = new Home(directory.resolve("other")).create();
    var secrets = new ConnectorSecrets(home);
    secrets.write(Map.of("a", SECRET, "b", " spaced = # ü "));
    var provider = new FileConfigProvider();
    provider.configure(Map.of("allowed.paths", home.connectorSecrets().toString()));

    String path = secrets.reference("a").split(":", -1)[1];
    assertThat(provider.get(path).data())
        .containsOnly(Map.entry("a", SECRET), Map.entry("b", " spaced = # ü "));
    provider.close();
  }

  private void create(String name) throws IOException, InterruptedException {
    Reply created = api.put("/v1/connectors/" + name, body(config(name), "running"));
    assertThat(created.ok()).as(created.toString()).isTrue();
  }

  private Map<String, String> config(String name) {
    var config = new HashMap<String, String>();
    config.put("connector.class", FaultySink.class.getName());
    config.put("topics", TOPIC);
    config.put("tasks.max", "1");
    config.put("limit", "2");
    config.put("opener", reference);
    config.put("fault.file", fault(name).toString());
    config.put("consumer.override.auto.offset.reset", "earliest");
    return config;
  }

  private static Path fault(String name) {
    return directory.resolve("fault-" + name);
  }

  private static JsonNode settings(Map<String, String> config) {
    return ProductProcess.JSON.valueToTree(config);
  }

  private static String body(Map<String, String> config, String state) {
    return "{\"state\":\"%s\",\"config\":%s}".formatted(state, settings(config));
  }

  private JsonNode awaitHealth(String name, String health) {
    return await(
        () -> api.get("/v1/connectors/" + name).body(),
        connector -> connector.path("health").asText().equals(health));
  }

  /** Waits until Connect has the connector, and a task of it. */
  private void awaitTask(String name) {
    await(
        () -> connect.get("/connectors/" + name).body(),
        connector -> !connector.path("tasks").isEmpty());
  }

  private static <T> T await(Callable<T> asked, Predicate<T> wanted) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(asked, wanted);
  }

  private String metrics() throws IOException, InterruptedException {
    return product.get("/metrics");
  }

  private String apply(Path yaml) throws IOException, InterruptedException {
    Path console = directory.resolve("apply.log");
    String home = directory.resolve("home").toString();
    product.command(console, "apply", "-f", yaml.toString(), "--home", home).waitFor();
    return Files.readString(console);
  }

  private static void fillTopic(String kafka) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka));
        var producer =
            new KafkaProducer<byte[], byte[]>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      var topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
      for (String text : List.of("one", "two")) {
        producer.send(new ProducerRecord<>(TOPIC, text.getBytes(StandardCharsets.UTF_8))).get();
      }
    }
  }
}
