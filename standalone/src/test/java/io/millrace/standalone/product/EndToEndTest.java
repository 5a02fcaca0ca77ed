package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class EndToEndTest {
  /** Counted independently; see the origin of the file. */
  private static final String DAYS =
      """
      [["2015-05-17T00:00:00Z",1632,341],["2015-05-18T00:00:00Z",2893,627],\
      ["2015-05-19T00:00:00Z",2896,561],["2015-05-20T00:00:00Z",2579,505]]\
      """;

  private static final String SESSIONS = "3052";

  @TempDir private Path directory = Path.of("");

  @Test
  void aRealLogGivesItsNumbersEverywhereAlsoASecondTime() throws IOException, InterruptedException {
    Path log = RealData.weblog();
    try (var product = new ProductProcess(directory.resolve("home"))) {
      product.up();
      assertThat(startImport(product, log, "first").waitFor()).isZero();
      expectTheNumbers(product);
      assertThat(startImport(product, log, "second").waitFor()).isZero();
      assertThat(Files.readString(directory.resolve("second.log")))
          .containsPattern("duplicate +10,000");
      expectTheNumbers(product);
      assertThat(product.get("/metrics"))
          .containsPattern(
              "millrace_sink_rows_total\\{connector=\"warehouse\",table=\"events\",task=\"0\"}"
                  + " 10000")
          .contains("millrace_sink_delay_seconds{connector=\"warehouse\",quantile=\"0.95\"");
    }
  }

  @Test
  void aRealLogGivesItsNumbersAlsoWhenAllIsKilledInMidImport()
      throws IOException, InterruptedException {
    Path log = RealData.weblog();
    try (var product = new ProductProcess(directory.resolve("home"))) {
      product.up();
      Process firstImport = startImport(product, log, "first");
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> Integer.parseInt(events(product)) > 300);
      product.kill();
      product.up();
      assertThat(firstImport.waitFor()).isZero();
      expectTheNumbers(product);
    }
  }

  @Test
  void theDemoAgreesWithItsOwnLedger() throws IOException, InterruptedException {
    Path home = directory.resolve("home");
    Path output = directory.resolve("demo.log");
    try (var product = new ProductProcess(home)) {
      Process demo =
          product.command(
              output,
              "demo",
              "--home",
              home.toString(),
              "--port",
              "0",
              "--rate",
              "300",
              "--for",
              "10s");
      int code = demo.waitFor();
      assertThat(Files.readString(output)).contains("live, rollup and events are equal");
      assertThat(code).isZero();
    }
  }

  private Process startImport(ProductProcess product, Path log, String name) throws IOException {
    String home = directory.resolve("home").toString();
    return product.command(
        directory.resolve(name + ".log"), "import", "access-log", log.toString(), "--home", home);
  }

  private static void expectTheNumbers(ProductProcess product)
      throws IOException, InterruptedException {
    for (String source : new String[] {"live", "rollup", "events"}) {
      assertThat(product.query(question(source, "\"grain\":\"1d\",")).get("rows"))
          .as(source)
          .isEqualTo(ProductProcess.JSON.readTree(DAYS));
      assertThat(product.query(question(source, "")).get("rows"))
          .as(source)
          .hasToString("[[10000,1753]]");
    }
    assertThat(product.clickHouse("SELECT count() FROM millrace.sessions FINAL"))
        .isEqualTo(SESSIONS);
    assertThat(events(product)).isEqualTo("10000");
  }

  private static String question(String source, String grain) {
    return """
    {"rollup":"traffic","measures":["events","visitors"],%s"source":"%s",
     "from":"2015-05-17T00:00:00Z","to":"2015-05-21T00:00:00Z"}\
    """
        .formatted(grain, source);
  }

  private static String events(ProductProcess product) throws IOException, InterruptedException {
    return product.clickHouse("SELECT count() FROM millrace.events");
  }
}
