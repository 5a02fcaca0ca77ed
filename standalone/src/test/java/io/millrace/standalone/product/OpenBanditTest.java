package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.RealData;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real ad impressions of two policies, imported as events of the built-in rollup {@code ads} and of
 * a rollup that a tenant defines.
 */
class OpenBanditTest {
  /** Counted independently: policy, position, impressions, clicks; see the origin of the files. */
  private static final String BY_POSITION =
      """
      [["bts","1",3339,30],["bts","2",3262,21],["bts","3",3399,18],\
      ["random","1",3284,10],["random","2",3388,22],["random","3",3328,14]]\
      """;

  private static final String DEFINITION =
      """
      rollups:
        - name: shown
          filter: {field: type, equals: ad}
          dimensions:
            - {name: policy, field: properties.cohort}
            - {name: place, field: properties.position}
          measures:
            - {name: seen, kind: count, filter: {field: name, equals: Ad Impression}}
            - {name: clicked, kind: count, filter: {field: name, equals: Ad Click}}
            - {name: propensity, kind: sum, field: properties.propensity}
      """;

  @TempDir private Path directory = Path.of("");

  @Test
  void clicksAndImpressionsByPositionAreThoseOfTheData() throws IOException, InterruptedException {
    Path home = directory.resolve("home");
    Path file = directory.resolve("impressions.ndjson");
    try (BufferedWriter events = Files.newBufferedWriter(file)) {
      write("random", events);
      write("bts", events);
    }
    try (var product = new ProductProcess(home)) {
      product.up();
      Path yaml = Files.writeString(directory.resolve("rollups.yaml"), DEFINITION);
      String[] apply = {"apply", "-f", yaml.toString(), "--home", home.toString()};
      Path applied = directory.resolve("apply.log");
      assertThat(product.command(applied, apply).waitFor()).isZero();
      assertThat(Files.readString(applied)).containsPattern("rollup shown +created");
      assertThat(product.command(applied, apply).waitFor()).isZero();
      assertThat(Files.readString(applied)).containsPattern("rollup shown +unchanged");
      Path imported = directory.resolve("import.log");
      // Its exit code also tells whether all was visible within its patience, which is not meant
      // here.
      int _ =
          product
              .command(imported, "import", "ndjson", file.toString(), "--home", home.toString())
              .waitFor();
      assertThat(Files.readString(imported)).containsPattern("accepted +20,115");
      JsonNode expected = ProductProcess.JSON.readTree(BY_POSITION);
      for (String source : new String[] {"live", "rollup", "events"}) {
        String question =
            question("ads", "\"impressions\",\"clicks\"", "cohort", "position", source);
        Awaitility.await()
            .atMost(Duration.ofMinutes(3))
            .untilAsserted(
                () ->
                    assertThat(product.query(question).get("rows")).as(source).isEqualTo(expected));
      }
      // Whatever of the events came before the rollup counted is read from the events.
      assertThat(
              product
                  .query(question("shown", "\"seen\",\"clicked\"", "policy", "place", ""))
                  .get("rows"))
          .isEqualTo(expected);
      Path audited = directory.resolve("audit.log");
      String[] audit = {
        "audit", "--from", "2019-11-26", "--to", "2019-11-27", "--home", home.toString()
      };
      assertThat(product.command(audited, audit).waitFor()).isZero();
      assertThat(Files.readString(audited))
          .containsPattern("ads +1m +1,440 +equal")
          .containsPattern("shown +1d +1 +equal");
      assertThat(product.get("/metrics")).contains("millrace_rollup_drift{rollup=\"ads\"} 0.0");
      // A click that Millrace never saw.
      product.clickHouse(
          """
          INSERT INTO millrace.events SELECT * FROM millrace.events
          WHERE name = 'Ad Click' AND toDate(occurred_at) = '2019-11-26' LIMIT 1
          """);
      assertThat(product.command(audited, audit).waitFor()).isEqualTo(1);
      assertThat(Files.readString(audited)).containsPattern("ads +1d +1 +DRIFT");
      assertThat(product.get("/v1/audit")).contains("\"measure\":\"clicks\"");
      assertThat(product.get("/metrics"))
          .containsPattern("millrace_rollup_drift\\{rollup=\"ads\"} [1-9]");
    }
  }

  private static String question(
      String rollup, String measures, String first, String second, String source) {
    return """
    {"rollup":"%s","measures":[%s],"dimensions":["%s","%s"],%s
     "from":"2019-11-24T00:00:00Z","to":"2019-12-01T00:00:00Z"}\
    """
        .formatted(
            rollup,
            measures,
            first,
            second,
            source.isEmpty() ? "" : "\"source\":\"" + source + "\",");
  }

  private static void write(String policy, BufferedWriter events) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(RealData.openBandit(policy))),
                StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(",", 7);
        events.write(event(policy, fields, "Ad Impression"));
        if (fields[4].equals("1")) {
          events.write(event(policy, fields, "Ad Click"));
        }
      }
    }
  }

  private static String event(String policy, String[] fields, String name) {
    return """
    {"id":"%s-%s-%s","type":"ad","name":"%s","visitor":"%s-%s","occurredAt":"%s",\
    "properties":{"campaign":"men","placement":"top","position":%s,"cohort":"%s","propensity":%s}}
    """
        .formatted(
            policy,
            fields[0],
            name,
            name,
            policy,
            fields[0],
            fields[1].replace(" ", "T").replace("+00:00", "Z"),
            fields[3],
            policy,
            fields[5]);
  }
}
