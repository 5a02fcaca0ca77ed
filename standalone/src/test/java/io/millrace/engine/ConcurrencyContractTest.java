package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@WithClickHouse
class ConcurrencyContractTest {
  private final TestDatabase database;
  private final ClickHouseHttpClient http;

  ConcurrencyContractTest(TestDatabase database) {
    this.database = database;
    this.http = database.http();
  }

  @Test
  void neverMixesParametersSettingsOrFormatsOfClients() throws Exception {
    List<Callable<Integer>> clients = new ArrayList<>();
    for (int client = 0; client < 12; client++) {
      var random = new Random(client);
      clients.add(() -> askManyTimes(random, 250));
    }
    assertThat(runAll(clients)).containsOnly(250);
  }

  private int askManyTimes(Random random, int times) {
    int right = 0;
    for (int i = 0; i < times; i++) {
      String word = "v'" + random.nextLong();
      int block = 1000 + random.nextInt(8);
      ClickHouseHttpClient request =
          http.with("param_w", word).with("max_block_size", Integer.toString(block));
      if (random.nextInt(10) == 0) {
        request.post("SELECT throwIf(1, 'on purpose')");
      }
      String answer =
          request.run(
              "SELECT {w:String} AS w, getSetting('max_block_size') FORMAT JSONCompactEachRow");
      right +=
          answer.equals("[\"" + word + "\", " + block + "]")
                  || answer.equals("[\"" + word + "\", \"" + block + "\"]")
              ? 1
              : 0;
    }
    return right;
  }

  @Test
  void takesInsertsOfManyClientsWithoutLossOrGain() throws Exception {
    http.run("CREATE TABLE crowd (a UInt64) ENGINE = MergeTree ORDER BY a");
    List<Callable<Integer>> clients = new ArrayList<>();
    for (int client = 0; client < 8; client++) {
      int first = client * 1000;
      clients.add(
          () -> {
            for (int i = 0; i < 40; i++) {
              var rows = new StringBuilder();
              for (int row = 0; row < 25; row++) {
                rows.append(first + i * 25 + row).append('\n');
              }
              byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
              assertThat(http.insert("INSERT INTO crowd FORMAT CSV", bytes).statusCode())
                  .isEqualTo(200);
            }
            return 0;
          });
    }
    runAll(clients);
    assertThat(http.run("SELECT count(), uniqExact(a), sum(a) FROM crowd"))
        .isEqualTo("8000\t8000\t31996000");
  }

  @Test
  void aQueryIdRunsOnce() throws Exception {
    String id = "id-" + database.name();
    ClickHouseHttpClient same = http.with("query_id", id);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<String>> first =
          threads.submit(
              () ->
                  same.post(
                      "SELECT sum(sleepEachRow(0.1)) FROM numbers(300) SETTINGS max_block_size = 1"
                          + " /* once */"));
      ProcessWait.until(() -> running("/* once */") == 1);
      assertThat(code(same.post("SELECT 1"))).isEqualTo("216");
      http.run("KILL QUERY WHERE query_id = '" + id + "' ASYNC");
      assertThat(code(first.get())).isEqualTo("394");
      assertThat(same.run("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aSessionServesOneRequestAtATime() throws Exception {
    ClickHouseHttpClient session = http.with("session_id", "one-" + database.name());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> session.post("SELECT sleep(1.5) /* in session */"));
      ProcessWait.until(() -> running("/* in session */") == 1);
      assertThat(code(session.post("SELECT 1"))).isEqualTo("373");
      assertThat(first.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatLeavesTakesItsQueryAlong() throws IOException {
    String sql =
        "SELECT sum(sleepEachRow(0.1)) FROM numbers(3000) SETTINGS max_block_size = 1,"
            + " function_sleep_max_microseconds_per_block = 0 /* left */";
    String path =
        http.with("cancel_http_readonly_queries_on_client_close", "1")
            .with("query", sql)
            .request()
            .build()
            .uri()
            .getRawQuery();
    try (var socket = new Socket(database.url().getHost(), database.url().getPort())) {
      String request = "GET /?" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      ProcessWait.until(() -> running("/* left */") == 1);
    }
    ProcessWait.until(() -> running("/* left */") == 0);
  }

  @Test
  void aClientThatStopsReadingTakesItsQueryAlong() throws IOException {
    HttpResponse<InputStream> answer =
        http.stream("SELECT number FROM numbers(10000000000) FORMAT RowBinary /* unread */");
    try (InputStream rows = answer.body()) {
      assertThat(rows.readNBytes(8_000_000)).hasSize(8_000_000);
      assertThat(running("/* unread */")).isEqualTo(1);
    }
    ProcessWait.until(() -> running("/* unread */") == 0);
  }

  @Test
  void slowReadersDoNotStopOthers() throws IOException {
    List<InputStream> slow = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      InputStream rows =
          http.stream("SELECT number FROM numbers(100000000) FORMAT RowBinary").body();
      assertThat(rows.readNBytes(1000)).hasSize(1000);
      slow.add(rows);
    }
    long start = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      assertThat(http.run("SELECT 1")).isEqualTo("1");
    }
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(60_000);
    for (InputStream rows : slow) {
      rows.close();
    }
  }

  @Test
  void anInsertThatBreaksOffLeavesNothing() throws IOException {
    http.run("CREATE TABLE cut (a UInt64) ENGINE = MergeTree ORDER BY a");
    String path =
        http.with("query", "INSERT INTO cut FORMAT CSV").request().build().uri().getRawQuery();
    try (var socket = new Socket(database.url().getHost(), database.url().getPort())) {
      String head =
          "POST /?"
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n1\n2\n3\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }
    try (var socket = new Socket(database.url().getHost(), database.url().getPort())) {
      String head =
          "POST /?"
              + path
              + " HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + "6\r\n"
              + "4\n"
              + "5\n"
              + "6\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }
    ProcessWait.until(() -> running("INTO cut") == 0);
    assertThat(http.run("SELECT count() FROM cut")).isEqualTo("0");
  }

  private static <T> List<T> runAll(List<Callable<T>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      List<T> results = new ArrayList<>();
      for (Future<T> task : threads.invokeAll(tasks)) {
        results.add(task.get());
      }
      return results;
    }
  }

  private long running(String text) {
    return Long.parseLong(
        http.with("param_text", text)
            .run(
                "SELECT count() FROM system.processes WHERE position(query, {text:String}) > 0"
                    + " AND query NOT LIKE '%system.processes%'"));
  }

  private static String code(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-ClickHouse-Exception-Code").orElse("none");
  }
}
