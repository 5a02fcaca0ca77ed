package io.millrace.benchmarks;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.data.ClickHouseFormat;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.benchmarks.measure.Quantiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The ClickHouse sink in a running product, on JSON records of 25 fields: rows per second while it
 * catches up, against the bare client that inserts the same rows in as many batches; then the time
 * from a record's production until a query sees its row, at 1,000 records per second.
 *
 * <p>Usage: {@code SinkBenchmark HOME [ROWS [SECONDS]]}.
 */
public final class SinkBenchmark {
  private static final int PARTITIONS = 4;
  private static final int ROWS_PER_SECOND = 1_000;
  private static final long POLL_MS = 20;

  private static final String COLUMNS =
      """
      id UInt64, at DateTime64(3, 'UTC'), tenant LowCardinality(String), page String,
      referrer String, visitor String, user Nullable(String), country LowCardinality(String),
      city String, plan LowCardinality(String), sku String, title String, price Decimal(18, 2),
      quantity UInt16, discount Float64, tax Float32, paid Bool, status String, day Date,
      session UUID, ip IPv4, tags Array(String), properties Map(String, String), score Int32,
      big Int128
      """;

  private final RunningProduct product;
  private final String name = "sink_" + Long.toString(System.currentTimeMillis(), 36);

  private SinkBenchmark(RunningProduct product) {
    this.product = product;
  }

  /**
   * Measures the product that runs on HOME and prints rows per second and quantiles of the delay.
   */
  public static void main(String[] args) throws Exception {
    long rows = args.length > 1 ? Long.parseLong(args[1]) : 500_000;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 30;
    var benchmark = new SinkBenchmark(RunningProduct.in(Path.of(args[0])));
    benchmark.create();
    try {
      benchmark.speed(rows);
      benchmark.delay(rows, seconds);
    } finally {
      benchmark.drop();
    }
  }

  private void create() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
      admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) -1))).all().get();
    }
    product.clickHouse(
        "CREATE TABLE default.%s (%s, _partition Int32, _offset Int64, INDEX positions _offset"
                .formatted(name, COLUMNS)
            + " TYPE minmax) ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, at)");
  }

  private void speed(long rows) throws Exception {
    try (var producer = producer()) {
      for (long id = 0; id < rows; id++) {
        send(producer, id, (int) (id / 1_000 % PARTITIONS));
      }
    }
    task(rows);
    connect();
    long first = awaitRows(1);
    long before = rows();
    long last = awaitRows(rows);
    long inserts = inserts();
    System.out.printf(
        "sink   %,9.0f rows/s   %d inserts of %,d rows%n",
        (rows - before) * 1e9 / (last - first), inserts, rows / inserts);
    bare(rows, inserts);
  }

  /** The sink's task alone: records with a schema, as a converter returns them. */
  private void task(long rows) throws Exception {
    String table = name + "_task";
    product.clickHouse("CREATE TABLE default.%s AS default.%s".formatted(table, name));
    var config =
        Map.of(
            "name",
            table,
            "clickhouse.url",
            product.key("MILLRACE_CLICKHOUSE_URL"),
            "tables",
            name + "=" + table);
    double rowsPerSecond = SinkTaskRun.rowsPerSecond(config, name, rows);
    if (number("SELECT count() FROM default." + table) != rows) {
      throw new IllegalStateException("rows are missing in " + table);
    }
    System.out.printf("task   %,9.0f rows/s   records in memory, without Connect%n", rowsPerSecond);
  }

  /** The same rows, as stored in the table, in the same number of inserts. */
  private void bare(long rows, long inserts) throws Exception {
    product.clickHouse("CREATE TABLE default.%1$s_bare AS default.%1$s".formatted(name));
    try (var client =
        new Client.Builder()
            .addEndpoint(product.key("MILLRACE_CLICKHOUSE_URL"))
            .setUsername("default")
            .setPassword("")
            .compressClientRequest(false)
            .build()) {
      long each = Math.ceilDiv(rows, inserts);
      long busy = 0;
      for (long from = 0; from < rows; from += each) {
        byte[] batch =
            product.bytes(
                "SELECT * FROM default.%s WHERE id >= %d AND id < %d FORMAT RowBinary"
                    .formatted(name, from, from + each));
        long start = System.nanoTime();
        try (InsertResponse _ =
            client
                .insert(
                    "default." + name + "_bare",
                    new ByteArrayInputStream(batch),
                    ClickHouseFormat.RowBinary)
                .get()) {
          busy += System.nanoTime() - start;
        }
      }
      System.out.printf("client %,9.0f rows/s   the same rows, bytes ready%n", rows * 1e9 / busy);
    }
  }

  private void delay(long firstId, int seconds) throws Exception {
    int count = seconds * ROWS_PER_SECOND;
    var produced = new long[count];
    long partsBefore = inserts();
    var delays = new Quantiles();
    Thread producing = Thread.ofPlatform().start(() -> produceSteadily(firstId, produced));
    int seen = 0;
    while (seen < count) {
      long most = max();
      long now = System.nanoTime();
      while (seen < count && firstId + seen <= most) {
        delays.add((now - produced[seen]) / 1e6);
        seen++;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
    producing.join();
    System.out.println(Quantiles.header());
    System.out.println(delays.row("produced to queryable"));
    System.out.printf("%d parts a minute%n", (inserts() - partsBefore) * 60 / seconds);
  }

  private void produceSteadily(long firstId, long[] produced) {
    try (var producer = producer()) {
      long start = System.nanoTime();
      for (int i = 0; i < produced.length; i++) {
        long due = start + i * 1_000_000_000L / ROWS_PER_SECOND;
        while (System.nanoTime() < due) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        produced[i] = System.nanoTime();
        // One partition, so that all rows up to the highest id are there.
        send(producer, firstId + i, 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() throws Exception {
    ObjectNode wanted = RunningProduct.JSON.createObjectNode();
    wanted
        .putObject("config")
        .put("connector.class", "io.millrace.connect.clickhouse.ClickHouseSinkConnector")
        .put("tasks.max", "1")
        .put("topics", name)
        .put("clickhouse.url", product.key("MILLRACE_CLICKHOUSE_URL"))
        .put("value.converter", "org.apache.kafka.connect.json.JsonConverter")
        .put("value.converter.schemas.enable", "false")
        .put("consumer.override.max.poll.records", "5000");
    HttpResponse<String> answer = product.put("/v1/connectors/" + name, wanted.toString());
    if (answer.statusCode() >= 300) {
      throw new IOException("no connector: " + answer.statusCode() + " " + answer.body());
    }
  }

  private void drop() throws Exception {
    product.delete("/v1/connectors/" + name);
    product.clickHouse("DROP TABLE default." + name);
    product.clickHouse("DROP TABLE IF EXISTS default." + name + "_bare");
    product.clickHouse("DROP TABLE IF EXISTS default." + name + "_task");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
      admin.deleteTopics(List.of(name)).all().get();
    }
  }

  /** When the table had this many rows. */
  private long awaitRows(long rows) throws Exception {
    while (rows() < rows) {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
    return System.nanoTime();
  }

  private long rows() throws IOException, InterruptedException {
    return number("SELECT count() FROM default." + name);
  }

  private long max() throws IOException, InterruptedException {
    return number("SELECT max(id) FROM default." + name);
  }

  /** The number of inserted parts: each takes the next block number. */
  private long inserts() throws IOException, InterruptedException {
    return number(
        "SELECT max(max_block_number) FROM system.parts WHERE database = 'default' AND table = '%s'"
            .formatted(name));
  }

  private long number(String sql) throws IOException, InterruptedException {
    return Long.parseLong(product.clickHouse(sql));
  }

  private String kafka() {
    return product.key("MILLRACE_KAFKA");
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka(), "compression.type", "lz4", "linger.ms", 5),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  // The producer's close waits for all of them.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(KafkaProducer<byte[], byte[]> producer, long id, int partition) {
    byte[] value = json(id).getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(name, partition, null, value));
  }

  private static String json(long id) {
    ObjectNode json = RunningProduct.JSON.createObjectNode();
    long day = id / 100_000 % 28 + 1;
    json.put("id", id)
        .put("at", "2026-01-%02dT12:34:56.%03dZ".formatted(day, id % 1000))
        .put("tenant", "shop-" + id % 20)
        .put("page", "https://shop.example/products/" + id % 777)
        .put("referrer", "https://search.example/?q=" + id % 99)
        .put("visitor", "visitor-" + id % 50_000)
        .put("user", id % 3 == 0 ? null : "user-" + id % 9_000)
        .put("country", id % 2 == 0 ? "PL" : "DE")
        .put("city", "city-" + id % 300)
        .put("plan", id % 5 == 0 ? "gold" : "free")
        .put("sku", "sku-" + id % 777)
        .put("title", "A thing with the number " + id % 777)
        .put("price", id % 1000 + "." + (10 + id % 90))
        .put("quantity", id % 9 + 1)
        .put("discount", 0.1 * (id % 3))
        .put("tax", 0.23)
        .put("paid", id % 2 == 0)
        .put("status", "sent")
        .put("day", "2026-01-%02d".formatted(day))
        .put("session", "61f0c404-5cb3-11e7-907b-%012x".formatted(id))
        .put("ip", "10.0.%d.%d".formatted(id / 256 % 256, id % 256))
        .put("score", id % 100)
        .put("big", -id);
    json.putArray("tags").add("a").add("b" + id % 4);
    json.putObject("properties").put("colour", "blue").put("size", Long.toString(id % 7));
    return json.toString();
  }
}
