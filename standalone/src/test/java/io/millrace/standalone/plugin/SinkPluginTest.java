package io.millrace.standalone.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.engine.ClickHouseHttpClient;
import io.millrace.engine.ClickHouseProcess;
import io.millrace.engine.ClickHouseSettings;
import io.millrace.standalone.broker.Broker;
import io.millrace.standalone.broker.BrokerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class SinkPluginTest {
  private static final long RECORDS = Long.getLong("millrace.plugin.records", 60_000);
  private static final int WORKER_KILLS = Integer.getInteger("millrace.plugin.worker.kills", 2);
  private static final int ENGINE_KILLS = Integer.getInteger("millrace.plugin.engine.kills", 1);
  private static final int POISONED = 100;
  private static final int PARTITIONS = 3;
  private static final String DEAD_LETTERS = "orders-dead";
  private static final String CONNECTOR = "/connectors/orders";

  @TempDir Path directory;

  /** What runs, the last started first. */
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private String kafka;
  private ClickHouseProcess engine;
  private PlainWorker worker;

  @BeforeEach
  void start() throws Exception {
    var settings =
        new BrokerSettings(
            directory.resolve("kafka"),
            "127.0.0.1",
            PlainWorker.freePort(),
            PlainWorker.freePort());
    running.push(Broker.start(settings));
    kafka = settings.bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin.createTopics(List.of(new NewTopic(Orders.TOPIC, PARTITIONS, (short) 1))).all().get();
    }
    engine = ClickHouseProcess.start(ClickHouseSettings.in(directory.resolve("clickhouse")));
    running.push(engine);
    ClickHouseHttpClient.at(engine.url()).run("CREATE DATABASE shop");
    sql(Orders.TABLE);
    worker = PlainWorker.in(directory, kafka, 256);
    running.push(worker);
  }

  @AfterEach
  void stop() throws Exception {
    while (!running.isEmpty()) {
      running.pop().close();
    }
  }

  @Test
  void kafkasOwnToolAndTheWorkerAcceptThePlugin() throws Exception {
    String listed = worker.listPlugins();
    assertThat(listed.lines().filter(line -> line.startsWith("io.millrace")))
        .as(listed)
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches("(io\\.millrace\\.\\S+)\\s+.*\\s+true\\s+true\\s.*")
                    .doesNotContain("undefined"));
    worker.start();

    assertThat(worker.ask("GET", "/connector-plugins", "").findValuesAsText("class"))
        .contains("io.millrace.connect.clickhouse.ClickHouseSinkConnector");
    assertThat(validate(config()).path("error_count").asInt()).isZero();
    ObjectNode wrong =
        config()
            .put("clickhouse.url", "localhost:8123")
            .put("linger.max.ms", "1")
            .put("tombstones", "keep")
            .put("lingr.ms", "5");
    JsonNode answer = validate(wrong);
    assertThat(answer.path("error_count").asInt()).isEqualTo(4);
    assertThat(answer.findValuesAsText("errors")).isNotNull();
    assertThat(answer.toString())
        .contains("must start with http:// or https://")
        .contains("linger.max.ms must be at least linger.ms, which is 300")
        .contains("String must be one of: ignore, delete, fail")
        .contains("There is no setting lingr.ms; did you mean linger.ms?");
  }

  @Test
  void everyRecordIsThereOnceThroughKillsAndARewind() throws Exception {
    long seed = Long.getLong("millrace.plugin.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    Orders.produce(kafka, 0, RECORDS / 4);
    worker.start();
    worker.ask("PUT", CONNECTOR + "/config", config().toString());
    var producing = CompletableFuture.runAsync(() -> Orders.produce(kafka, RECORDS / 4, RECORDS));
    var kills = new ArrayList<Boolean>();
    for (int kill = 0; kill < WORKER_KILLS + ENGINE_KILLS; kill++) {
      kills.add(kill < WORKER_KILLS);
    }
    java.util.Collections.shuffle(kills, random);
    for (boolean ofWorker : kills) {
      awaitMore(random);
      LockSupport.parkNanos(random.nextInt(300_000_000));
      if (ofWorker) {
        worker.kill();
        worker.start();
      } else {
        int before = engine.restarts();
        ProcessHandle.of(engine.pid()).ifPresent(ProcessHandle::destroyForcibly);
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> engine.restarts() == before + 1);
      }
    }
    rewind();
    producing.get();

    awaitRows(RECORDS);
    assertThat(sql("SELECT count(), uniqExact(id), min(id), max(id) FROM orders"))
        .isEqualTo("%d\t%d\t0\t%d".formatted(RECORDS, RECORDS, RECORDS - 1));
    assertThat(
            sql(
                "SELECT count(), sum(n), sum(gaps) FROM (SELECT _partition, count() AS n,"
                    + " max(_offset) + 1 - min(_offset) - uniqExact(_offset) AS gaps FROM orders"
                    + " GROUP BY _partition)"))
        .isEqualTo("%d\t%d\t0".formatted(PARTITIONS, RECORDS));
    assertThat(sql("SELECT * EXCEPT (_partition, _offset) FROM orders WHERE id = 4 FORMAT CSV"))
        .isEqualTo(
            "4,\"shop-4\",\"customer-4\",\"c4@example.com\",\"sku-4\",\"A thing with the number"
                + " 4\",\"category-4\",5,4.04,\"PLN\",0.1,0.23,true,\"paid\",\"2026-01-05"
                + " 12:34:56.004\",\"2026-01-05\",\"61f0c404-5cb3-11e7-907b-000000000004\","
                + "\"10.0.0.4\",\"['a','b0']\",\"{'colour':'blue','size':'4'}\",\"Gdynia\","
                + "\"81-004\",\"PL\",-4,4");
  }

  @Test
  void aPoisonedRecordIsADeadLetterAndNothingElseIsHeldUp() throws Exception {
    var random = new Random(7);
    var poisoned = new HashSet<Long>();
    while (poisoned.size() < POISONED) {
      poisoned.add(random.nextLong(RECORDS));
    }
    try (var producer = Orders.producer(kafka)) {
      for (long id = 0; id < RECORDS; id++) {
        String value = Orders.json(id);
        Orders.send(producer, id, poisoned.contains(id) ? poison(value, id) : value);
      }
    }
    sql("ALTER TABLE orders ADD CONSTRAINT sane CHECK quantity < 1000");
    worker.start();
    worker.ask("PUT", CONNECTOR + "/config", config().toString());

    awaitRows(RECORDS - POISONED);
    List<String> letters = deadLetters(POISONED);
    assertThat(letters).hasSize(POISONED);
    assertThat(letters).anySatisfy(letter -> assertThat(letter).contains("column quantity takes"));
    assertThat(letters).anySatisfy(letter -> assertThat(letter).contains("column colour is not"));
    assertThat(letters).anySatisfy(letter -> assertThat(letter).contains("Constraint `sane`"));
    assertThat(sql("SELECT count(), uniqExact(id) FROM orders"))
        .isEqualTo("%d\t%d".formatted(RECORDS - POISONED, RECORDS - POISONED));
    assertThat(worker.is("orders", "RUNNING")).isTrue();
  }

  /** A quarter each: not JSON, a wrong kind, an unknown field, and what only the server refuses. */
  private static String poison(String value, long id) {
    return switch ((int) (id % 4)) {
      case 0 -> value.substring(0, value.length() / 2);
      case 1 -> value.replaceFirst("\"quantity\":\\d+", "\"quantity\":\"many\"");
      case 2 -> value.replaceFirst("\"quantity\"", "\"colour\":\"red\",\"quantity\"");
      default -> value.replaceFirst("\"quantity\":\\d+", "\"quantity\":1000");
    };
  }

  private ObjectNode config() {
    return PlainWorker.JSON
        .createObjectNode()
        .put("connector.class", "io.millrace.connect.clickhouse.ClickHouseSinkConnector")
        .put("name", "orders")
        .put("tasks.max", "2")
        .put("topics", Orders.TOPIC)
        .put("clickhouse.url", engine.url().toString())
        .put("clickhouse.database", "shop")
        .put("errors.tolerance", "all")
        .put("errors.deadletterqueue.topic.name", DEAD_LETTERS)
        .put("errors.deadletterqueue.topic.replication.factor", "1")
        .put("errors.deadletterqueue.context.headers.enable", "true");
  }

  private JsonNode validate(ObjectNode config) throws IOException, InterruptedException {
    return worker.ask(
        "PUT", "/connector-plugins/ClickHouseSinkConnector/config/validate", config.toString());
  }

  /** As an operator would do it who wants all records to come again. */
  private void rewind() throws IOException, InterruptedException {
    worker.ask("PUT", CONNECTOR + "/stop", "");
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> worker.is("orders", "STOPPED"));
    worker.ask("DELETE", CONNECTOR + "/offsets", "");
    worker.ask("PUT", CONNECTOR + "/resume", "");
  }

  private void awaitMore(Random random) {
    long more = rows() + 1 + random.nextLong(RECORDS / 10);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> rows() >= Math.min(more, RECORDS));
  }

  private void awaitRows(long rows) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> rows() >= rows);
  }

  private long rows() {
    try {
      return Long.parseLong(sql("SELECT count() FROM orders"));
    } catch (RuntimeException | AssertionError e) {
      // ClickHouse is being killed.
      return -1;
    }
  }

  private List<String> deadLetters(int count) throws ExecutionException, InterruptedException {
    var reasons = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", kafka, "group.id", "test", "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(DEAD_LETTERS));
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        letter -> {
                          Header reason =
                              letter.headers().lastHeader("__connect.errors.exception.message");
                          reasons.add(
                              new String(reason.value(), java.nio.charset.StandardCharsets.UTF_8));
                        });
                return reasons.size() >= count;
              });
      consumer.poll(Duration.ofSeconds(1)).forEach(_ -> reasons.add("one more"));
    }
    return reasons;
  }

  private String sql(String sql) {
    return ClickHouseHttpClient.at(engine.url()).database("shop").run(sql);
  }
}
