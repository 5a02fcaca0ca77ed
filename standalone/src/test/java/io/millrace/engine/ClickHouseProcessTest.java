package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseProcessTest {
  @TempDir private Path home = Path.of("");

  @Test
  void isBackOnItsPortWithItsDataAfterKill() throws IOException {
    try (var clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(home))) {
      URI url = clickHouse.url();
      ClickHouseHttpClient http = ClickHouseHttpClient.at(url);
      http.run("CREATE TABLE kept (a UInt32) ENGINE = MergeTree ORDER BY a");
      http.run("INSERT INTO kept SELECT number FROM numbers(1000)");
      for (int death = 1; death <= 2; death++) {
        kill(clickHouse.pid());
        ProcessWait.until(() -> answers(url));
        assertThat(clickHouse.url()).isEqualTo(url);
        assertThat(clickHouse.restarts()).isEqualTo(death);
        assertThat(http.run("SELECT sum(a) FROM kept")).isEqualTo("499500");
      }
    }
  }

  @Test
  void opensAgainWhatItClosed() throws IOException {
    for (int i = 0; i < 2; i++) {
      try (var clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(home))) {
        ClickHouseHttpClient http = ClickHouseHttpClient.at(clickHouse.url());
        http.run("CREATE TABLE IF NOT EXISTS kept (a UInt32) ENGINE = MergeTree ORDER BY a");
        http.run("INSERT INTO kept VALUES (1)");
        assertThat(http.run("SELECT count() FROM kept")).isEqualTo(Integer.toString(i + 1));
      }
    }
  }

  @Test
  void endsAtOnceAlthoughQueriesRun() throws IOException {
    var clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(home));
    ProcessHandle child = ProcessHandle.of(clickHouse.pid()).orElseThrow();
    var query =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatThrownBy(
                        () ->
                            ClickHouseHttpClient.at(clickHouse.url())
                                .run("SELECT sum(number) FROM numbers(1000000000000)")));
    ProcessWait.until(() -> running(clickHouse.url(), "sum(number)") == 1);
    long start = System.nanoTime();
    clickHouse.close();
    assertThat(child.isAlive()).isFalse();
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(8);
    assertThat(query.isAlive() && clickHouse.restarts() > 0).isFalse();
  }

  @Test
  void endsWithItsParentAndLetsTheNextOneIn() throws Exception {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Parent.class.getName(),
            home.toString());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process parent = builder.start();
    String[] line = firstLine(parent).split(" ", -1);
    URI url = URI.create(line[0]);
    ProcessHandle child = ProcessHandle.of(Long.parseLong(line[1])).orElseThrow();
    ClickHouseHttpClient.at(url).run("CREATE TABLE kept (a UInt32) ENGINE = MergeTree ORDER BY a");
    ClickHouseHttpClient.at(url).run("INSERT INTO kept VALUES (7)");
    parent.destroyForcibly();
    try (var next = ClickHouseProcess.start(ClickHouseSettings.in(home).withPort(url.getPort()))) {
      assertThat(ClickHouseHttpClient.at(next.url()).run("SELECT a FROM kept")).isEqualTo("7");
      // An orphan stays in the process table, without a command, until init takes notice.
      ProcessWait.until(() -> !child.isAlive() || child.info().command().isEmpty());
    }
  }

  /** A product that starts its ClickHouse and is killed. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      var clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(Path.of(arguments[0])));
      System.out.println(clickHouse.url() + " " + clickHouse.pid());
      TimeUnit.MINUTES.sleep(5);
    }
  }

  @Test
  void saysWhatToDoWithoutALibrary() {
    var settings = ClickHouseSettings.in(home);
    var without =
        new ClickHouseSettings(
            home,
            "127.0.0.1",
            0,
            settings.memoryBytes(),
            "default",
            "",
            Optional.empty(),
            settings.startTimeout());
    assertThatThrownBy(() -> ClickHouseProcess.start(without))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--clickhouse-url")
        .hasMessageContaining("MILLRACE_LIBCHDB");
  }

  @Test
  void letsInWhoHasThePasswordOnly() throws IOException {
    var settings = ClickHouseSettings.in(home).withUser("shop", "s3cret:ż");
    try (var clickHouse = ClickHouseProcess.start(settings)) {
      ClickHouseHttpClient http = ClickHouseHttpClient.at(clickHouse.url());
      assertThat(http.path("/ping").statusCode()).isEqualTo(200);
      assertThat(http.post("SELECT 1").statusCode()).isEqualTo(401);
      var wrong = http.header("X-ClickHouse-User", "shop").header("X-ClickHouse-Key", "guess");
      assertThat(wrong.post("SELECT 1").statusCode()).isEqualTo(403);
      assertThat(wrong.post("SELECT 1").headers().firstValue("X-ClickHouse-Exception-Code"))
          .hasValue("516");
      assertThat(http.with("user", "shop").with("password", "s3cret:ż").run("SELECT 1"))
          .isEqualTo("1");
      String pair =
          java.util.Base64.getEncoder()
              .encodeToString("shop:s3cret:ż".getBytes(StandardCharsets.UTF_8));
      assertThat(http.header("Authorization", "Basic " + pair).run("SELECT 2")).isEqualTo("2");
      String commandLine = Files.readString(Path.of("/proc/" + clickHouse.pid() + "/cmdline"));
      assertThat(commandLine).doesNotContain("s3cret");
      assertThat(settings.toString()).doesNotContain("s3cret");
    }
  }

  @Test
  void refusesWhatExceedsItsMemoryAndLivesOn() throws IOException {
    try (var clickHouse =
        ClickHouseProcess.start(ClickHouseSettings.in(home).withMemoryBytes(400_000_000))) {
      ClickHouseHttpClient http = ClickHouseHttpClient.at(clickHouse.url());
      long pid = clickHouse.pid();
      var answer =
          http.with("max_bytes_before_external_group_by", "0")
              .with("max_bytes_ratio_before_external_group_by", "0")
              .post("SELECT groupArray(number) FROM numbers(500000000) FORMAT Null");
      assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code")).hasValue("241");
      assertThat(http.run("SELECT 1")).isEqualTo("1");
      assertThat(clickHouse.pid()).isEqualTo(pid);
    }
  }

  @Test
  void aQueryOfDeathIsAnError() throws IOException {
    try (var clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(home))) {
      ClickHouseHttpClient http = ClickHouseHttpClient.at(clickHouse.url());
      long pid = clickHouse.pid();
      for (String deep :
          List.of(
              "SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000),
              "SELECT " + "[".repeat(900) + "1" + "]".repeat(900),
              "SELECT " + "-".repeat(1) + "(-".repeat(900) + "1" + ")".repeat(900),
              "SELECT 1" + " + 1".repeat(60_000),
              "SELECT " + "NOT ".repeat(50_000) + "1",
              "SELECT " + "(SELECT ".repeat(900) + "1" + ")".repeat(900))) {
        assertThat(http.post(deep).statusCode()).isGreaterThanOrEqualTo(200);
      }
      assertThat(http.with("max_parser_depth", "100000").post("SELECT 1").statusCode())
          .isEqualTo(500);
      assertThat(http.run("SELECT 1")).isEqualTo("1");
      assertThat(clickHouse.pid()).isEqualTo(pid);
    }
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    return Optional.ofNullable(reader.readLine())
        .orElseThrow(() -> new IOException("the process said nothing"));
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    ProcessWait.until(() -> ProcessHandle.of(pid).isEmpty());
  }

  private static boolean answers(URI url) {
    try {
      return ClickHouseHttpClient.at(url).path("/ping").statusCode() == 200;
    } catch (java.io.UncheckedIOException e) {
      return false;
    }
  }

  private static long running(URI url, String text) {
    return Long.parseLong(
        ClickHouseHttpClient.at(url)
            .with("param_text", text)
            .run(
                "SELECT count() FROM system.processes WHERE position(query, {text:String}) > 0"
                    + " AND query NOT LIKE '%system.processes%'"));
  }
}
