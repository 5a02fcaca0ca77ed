package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithClickHouse
class HttpContractTest {
  private final TestDatabase database;
  private final ClickHouseHttpClient http;

  HttpContractTest(TestDatabase database) {
    this.database = database;
    this.http = database.http();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/ping", "/replicas_status"})
  void saysThatItIsThere(String path) {
    HttpResponse<String> answer = http.path(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("Ok.\n");
  }

  @Test
  void answersAPathItDoesNotHaveWith404() {
    assertThat(http.path("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void takesTheStatementFromUrlBodyOrBoth() {
    assertThat(http.run("SELECT 1")).isEqualTo("1");
    assertThat(http.get("SELECT 2").body()).isEqualTo("2\n");
    assertThat(http.with("query", "SELECT").run("3")).isEqualTo("3");
  }

  @Test
  void tellsAboutTheAnswerInHeaders() {
    HttpResponse<String> answer =
        http.with("query_id", "my id").post("SELECT 1 FORMAT JSONEachRow");
    assertThat(answer.headers().firstValue("X-ClickHouse-Query-Id")).hasValue("my id");
    assertThat(answer.headers().firstValue("X-ClickHouse-Format")).hasValue("JSONEachRow");
    assertThat(answer.headers().firstValue("X-ClickHouse-Timezone")).isPresent();
    assertThat(answer.headers().firstValue("X-ClickHouse-Summary")).isPresent();
    assertThat(answer.headers().firstValue("X-ClickHouse-Server-Display-Name")).isPresent();
    assertThat(http.post("SELECT 1").headers().firstValue("X-ClickHouse-Query-Id")).isPresent();
  }

  @Test
  void usesTheDefaultFormatOfParameterOrHeader() {
    assertThat(http.with("default_format", "CSV").run("SELECT 'a', 1")).isEqualTo("\"a\",1");
    assertThat(http.header("X-ClickHouse-Format", "JSONEachRow").run("SELECT 1 AS a"))
        .isEqualTo("{\"a\":1}");
    assertThat(http.with("default_format", "CSV").run("SELECT 'a' FORMAT TSV")).isEqualTo("a");
  }

  @Test
  void aGetReadsOnly() {
    HttpResponse<String> answer = http.get("CREATE TABLE got (a UInt8) ENGINE = Memory");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(code(answer)).isEqualTo("164");
    assertThat(http.get("SELECT 1 SETTINGS max_threads = 1").statusCode()).isEqualTo(200);
  }

  @Test
  void errorsCarryStatusNumberAndText() {
    HttpResponse<String> answer = http.post("SELECT * FROM nothing_here");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(code(answer)).isEqualTo("60");
    assertThat(answer.body()).startsWith("Code: 60. DB::Exception: ").contains("UNKNOWN_TABLE");
  }

  @Test
  void aSyntaxErrorIsExplained() {
    HttpResponse<String> answer = http.post("SELECT (1");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("62");
    assertThat(answer.body()).contains("Syntax error").contains("SYNTAX_ERROR");
  }

  @Test
  void refusesTwoStatementsAndRunsNeither() {
    http.run("CREATE TABLE once (a UInt8) ENGINE = Memory");
    HttpResponse<String> answer = http.post("INSERT INTO once SELECT 1; DROP TABLE once");
    assertThat(code(answer)).isEqualTo("62");
    assertThat(http.run("SELECT count() FROM once")).isEqualTo("0");
    assertThat(http.run("SELECT 1;")).isEqualTo("1");
  }

  @Test
  void insertsEveryFormatFromUrlOrBody() {
    http.run("CREATE TABLE put (a UInt32, s String) ENGINE = MergeTree ORDER BY a");
    http.insert("INSERT INTO put FORMAT CSV", utf8("1,\"one\"\n2,\"two\"\n"));
    http.run("INSERT INTO put FORMAT JSONEachRow\n{\"a\":3,\"s\":\"three; SELECT 1\"}");
    http.run("INSERT INTO put VALUES (4, 'four'), (2 + 3, concat('fi', 've'))");
    http.run("INSERT INTO put (s, a) SELECT 'six', 6");
    http.insert("INSERT INTO put FORMAT RowBinary", new byte[] {10, 0, 0, 0, 2, '\n', '\n'});
    assertThat(http.run("SELECT a, s FROM put ORDER BY a FORMAT CSV"))
        .isEqualTo(
            "1,\"one\"\n2,\"two\"\n3,\"three; SELECT 1\"\n4,\"four\"\n5,\"five\"\n6,\"six\"\n"
                + "10,\"\n\n\"");
  }

  @Test
  void dataAfterABlankLineIsDataAndNotAStatement() {
    http.run("CREATE TABLE blank (s String) ENGINE = Memory");
    http.run("INSERT INTO blank FORMAT TSV\na\nb\n\nDROP TABLE blank\n");
    assertThat(http.run("SELECT s FROM blank ORDER BY s FORMAT CSV"))
        .isEqualTo("\"\"\n\"DROP TABLE blank\"\n\"a\"\n\"b\"");
  }

  @Test
  void countsWhatWasWritten() {
    http.run("CREATE TABLE counted (a UInt32) ENGINE = MergeTree ORDER BY a");
    HttpResponse<String> answer = http.insert("INSERT INTO counted FORMAT CSV", utf8("1\n2\n3\n"));
    assertThat(answer.headers().firstValue("X-ClickHouse-Summary").orElse(""))
        .contains("\"written_rows\":\"3\"");
  }

  @Test
  void aBadRowFailsTheInsert() {
    http.run("CREATE TABLE strict (a UInt32) ENGINE = MergeTree ORDER BY a");
    HttpResponse<String> answer =
        http.insert("INSERT INTO strict FORMAT CSV", utf8("1\n2\nthree\n"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("row 3");
    assertThat(http.run("SELECT count() FROM strict")).isEqualTo("0");
  }

  @Test
  void bindsParametersWhateverIsInThem() {
    String nasty = "it's \"quoted\"\\\\ with\\ttab\\nand line; DROP TABLE x --";
    assertThat(http.with("param_x", nasty).run("SELECT {x:String} FORMAT RawBLOB"))
        .isEqualTo("it's \"quoted\"\\ with\ttab\nand line; DROP TABLE x --");
    assertThat(http.with("param_n", "42").run("SELECT {n:UInt32} + 1")).isEqualTo("43");
    assertThat(http.with("param_d", "['a','b']").run("SELECT length({d:Array(String)})"))
        .isEqualTo("2");
    assertThat(http.with("param_x", "\\N").run("SELECT {x:Nullable(String)} IS NULL"))
        .isEqualTo("1");
    assertThat(http.with("param_t", "one").database("system").run("SELECT * FROM {t:Identifier}"))
        .isEqualTo("0");
  }

  @Test
  void aMissingParameterIsAnError() {
    assertThat(code(http.post("SELECT {x:String}"))).isEqualTo("456");
  }

  @Test
  void settingsInTheUrlApplyToOneRequestOnly() {
    assertThat(http.with("max_block_size", "77").run("SELECT getSetting('max_block_size')"))
        .isEqualTo("77");
    for (int i = 0; i < 20; i++) {
      assertThat(http.run("SELECT getSetting('max_block_size')")).isNotEqualTo("77");
    }
    assertThat(code(http.with("no_such_setting", "1").post("SELECT 1"))).isEqualTo("115");
    assertThat(
            code(http.with("max_rows_to_read", "10").post("SELECT sum(number) FROM numbers(1000)")))
        .isEqualTo("158");
    assertThat(http.with("readonly", "1").run("SELECT 1")).isEqualTo("1");
    assertThat(code(http.with("readonly", "1").post("CREATE TABLE r (a UInt8) ENGINE = Memory")))
        .isEqualTo("164");
    assertThat(http.run("SELECT getSetting('readonly')")).isEqualTo("0");
  }

  @Test
  void setAndUseLastNoLongerThanTheirRequest() {
    http.run("SET max_block_size = 78");
    http.run("USE system");
    for (int i = 0; i < 20; i++) {
      assertThat(http.run("SELECT getSetting('max_block_size') = 78, currentDatabase()"))
          .isEqualTo("0\t" + database.name());
    }
  }

  @Test
  void aSessionKeepsWhatItWasTold() {
    ClickHouseHttpClient session = http.with("session_id", "kept-" + database.name());
    session.run("SET max_block_size = 79");
    session.run("CREATE TEMPORARY TABLE mine (a UInt8)");
    session.run("INSERT INTO mine VALUES (1), (2)");
    assertThat(session.run("SELECT count(), getSetting('max_block_size') FROM mine"))
        .isEqualTo("2\t79");
    assertThat(session.with("max_block_size", "80").run("SELECT getSetting('max_block_size')"))
        .isEqualTo("80");
    assertThat(session.run("SELECT getSetting('max_block_size')")).isEqualTo("79");
    assertThat(code(http.post("SELECT * FROM mine"))).isEqualTo("60");
  }

  @Test
  void aGetInASessionReadsOnlyAndLeavesTheSessionFree() {
    ClickHouseHttpClient session = http.with("session_id", "got-" + database.name());
    session.run("CREATE TEMPORARY TABLE mine (a UInt8)");
    assertThat(session.get("SELECT count() FROM mine").body()).isEqualTo("0\n");
    assertThat(code(session.get("INSERT INTO mine VALUES (1)"))).isEqualTo("164");
    session.run("INSERT INTO mine VALUES (1)");
    assertThat(session.with("close_session", "1").run("SELECT count() FROM mine")).isEqualTo("1");
    assertThat(code(session.with("session_check", "1").post("SELECT 1"))).isEqualTo("372");
  }

  @Test
  void aSessionMayBeAskedToExist() {
    ClickHouseHttpClient session =
        http.with("session_check", "1").with("session_id", "never-opened");
    assertThat(code(session.post("SELECT 1"))).isEqualTo("372");
    assertThat(code(http.with("session_id", "x").with("session_timeout", "99999").post("SELECT 1")))
        .isEqualTo("374");
  }

  @Test
  void compressesAndDecompressesItsOwnBlocks() throws IOException {
    HttpResponse<byte[]> answer =
        http.with("compress", "1").bytes("SELECT number FROM numbers(100000)");
    try (var plain = new Lz4BlockInput(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).endsWith("\n99999\n");
    }
    http.run("CREATE TABLE unpacked (a UInt32) ENGINE = MergeTree ORDER BY a");
    var packed = new ByteArrayOutputStream();
    try (var out = new Lz4BlockOutput(packed)) {
      out.write(utf8("1\n2\n3\n"));
    }
    http.with("decompress", "1").insert("INSERT INTO unpacked FORMAT CSV", packed.toByteArray());
    assertThat(http.run("SELECT sum(a) FROM unpacked")).isEqualTo("6");
  }

  @Test
  void speaksTheEncodingsOfHttp() throws IOException {
    ClickHouseHttpClient encoded = http.with("enable_http_compression", "1");
    try (InputStream gzip =
        new GZIPInputStream(encoded.header("Accept-Encoding", "gzip").stream("SELECT 5").body())) {
      assertThat(gzip.readAllBytes()).isEqualTo(utf8("5\n"));
    }
    try (InputStream lz4 =
        new LZ4FrameInputStream(
            encoded.header("Accept-Encoding", "lz4").stream("SELECT 6").body())) {
      assertThat(lz4.readAllBytes()).isEqualTo(utf8("6\n"));
    }
    var body = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(body)) {
      gzip.write(utf8("7\n8\n"));
    }
    http.run("CREATE TABLE zipped (a UInt32) ENGINE = MergeTree ORDER BY a");
    http.header("Content-Encoding", "gzip")
        .insert("INSERT INTO zipped FORMAT CSV", body.toByteArray());
    assertThat(http.run("SELECT sum(a) FROM zipped")).isEqualTo("15");
  }

  @Test
  void aFailureAmongRowsBreaksTheConnection() {
    String late = "SELECT throwIf(number = 5000000) FROM numbers(6000000) FORMAT RowBinary";
    assertThatThrownBy(() -> http.with("max_block_size", "65505").bytes(late))
        .isInstanceOf(UncheckedIOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RowBinary", "RowBinaryWithNames", "RowBinaryWithNamesAndTypes", "Native", "TSV",
        "TSVWithNames", "TSVWithNamesAndTypes", "CSV", "CSVWithNames", "CSVWithNamesAndTypes",
        "JSONEachRow", "JSONCompactEachRow", "JSONCompactEachRowWithNamesAndTypes"
      })
  void aStreamedResultIsTheSameDocumentAsAWholeOne(String format) {
    String sql =
        "SELECT number AS \"a \"\"name\"\"\", toString(number) AS s FROM numbers(200000) FORMAT "
            + format;
    ClickHouseHttpClient ordered = http.with("max_threads", "1").with("max_block_size", "65409");
    assertThat(ordered.bytes(sql).body())
        .isEqualTo(ordered.with("wait_end_of_query", "1").bytes(sql).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RowBinaryWithNamesAndTypes", "TSVWithNames", "CSVWithNames", "Native"})
  void anEmptyResultHasItsHeader(String format) {
    assertThat(http.bytes("SELECT 1 AS a WHERE 0 FORMAT " + format).body())
        .isEqualTo(
            http.with("wait_end_of_query", "1")
                .bytes("SELECT 1 AS a WHERE 0 FORMAT " + format)
                .body());
  }

  @Test
  void totalsAreInTheAnswer() {
    assertThat(
            http.run(
                "SELECT number % 2 AS k, count() FROM numbers(4) GROUP BY k WITH TOTALS ORDER BY"
                    + " k"))
        .isEqualTo("0\t2\n1\t2\n\n0\t4");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String code(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-ClickHouse-Exception-Code").orElse("none");
  }
}
