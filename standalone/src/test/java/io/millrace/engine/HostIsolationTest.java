package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent, no file of this machine is read or written and no program is run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostIsolationTest {
  private static final String SECRET = "the-content-of-a-file-of-this-machine";

  private final Path directory;
  private final ClickHouseProcess clickHouse;

  HostIsolationTest() throws IOException {
    directory = Files.createTempDirectory("millrace-isolation");
    Files.writeString(directory.resolve("secret.csv"), SECRET + "\n");
    clickHouse = ClickHouseProcess.start(ClickHouseSettings.in(directory.resolve("home")));
    run("CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a");
    run("INSERT INTO t VALUES (1)");
  }

  @AfterAll
  void stop() {
    clickHouse.close();
    Directories.delete(directory);
  }

  static List<String> attacks() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HostIsolationTest.class.getResourceAsStream("attacks.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void isRefused(String attack) throws IOException {
    Path target = directory.resolve("target");
    String sql =
        attack
            .replace("@SECRET@", directory.resolve("secret.csv").toString())
            .replace("@TARGET@", target.toString());
    HttpResponse<String> answer = ClickHouseHttpClient.at(clickHouse.url()).post(sql);
    assertThat(answer.body()).doesNotContain(SECRET);
    assertThat(answer.statusCode()).as(answer.body()).isNotEqualTo(200);
    assertThat(target).doesNotExist();
    assertThat(run("SELECT count() FROM t")).isEqualTo("1");
  }

  @Test
  void settingsThatNameFilesAreLocked() {
    for (String name : List.of("format_schema", "output_format_schema", "format_template_row")) {
      HttpResponse<String> answer =
          ClickHouseHttpClient.at(clickHouse.url()).with(name, "/etc/hostname").post("SELECT 1");
      assertThat(answer.statusCode()).as(name).isNotEqualTo(200);
    }
    HttpResponse<String> filter =
        ClickHouseHttpClient.at(clickHouse.url())
            .with("additional_table_filters", "{'t':'file(\\'/etc/hostname\\') != \\'\\''}")
            .post("SELECT * FROM t");
    assertThat(filter.body()).contains("ACCESS_DENIED");
  }

  @Test
  void whatOnlyLooksDangerousIsAllowed() {
    assertThat(run("SELECT 'file(x)', 'INTO OUTFILE ''y''' AS url -- ; DROP TABLE t"))
        .isEqualTo("file(x)\tINTO OUTFILE \\'y\\'");
    run("CREATE TABLE file (url UInt8) ENGINE = MergeTree ORDER BY url");
    run("INSERT INTO file (url) VALUES (1)");
    assertThat(run("SELECT url FROM file WHERE url IN (1)")).isEqualTo("1");
    run("CREATE FUNCTION twice AS x -> x * 2");
    assertThat(run("SELECT twice(21)")).isEqualTo("42");
    run("DROP FUNCTION twice");
    run(
        "CREATE DICTIONARY d (a UInt64, b UInt64) PRIMARY KEY a SOURCE(CLICKHOUSE(QUERY"
            + " 'SELECT toUInt64(1) AS a, toUInt64(2) AS b')) LAYOUT(FLAT()) LIFETIME(0)");
    assertThat(run("SELECT dictGet('d', 'b', 1)")).isEqualTo("2");
  }

  private String run(String sql) {
    return ClickHouseHttpClient.at(clickHouse.url()).run(sql);
  }
}
