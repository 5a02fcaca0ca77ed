package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.product.RecordingClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A visitor is erased on a real product, which is killed as soon as it has said that it will. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class ProductErasureTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ADA = "/v1/visitors/ada%20%27%2F%5C%C5%82";
  private static final String ADA_JSON = "ada '/\\\\ł";

  @TempDir private static Path directory = Path.of("");

  private ProductProcess product = new ProductProcess(Path.of(""));
  private RecordingClient api = new RecordingClient("", "");

  @BeforeAll
  void start() throws Exception {
    product = new ProductProcess(directory.resolve("home"));
    up();
  }

  @AfterAll
  void end() {
    product.close();
  }

  @Test
  void erasesEveryRowOfAllNamesAndNoOther() throws Exception {
    send("{\"type\":\"browse\",\"visitor\":\"phone\"}");
    send("{\"type\":\"browse\",\"visitor\":\"%s\"}".formatted(ADA_JSON));
    send("{\"type\":\"identify\",\"userId\":\"%s\",\"anonymousId\":\"phone\"}".formatted(ADA_JSON));
    send("{\"type\":\"browse\",\"userId\":\"ben\",\"anonymousId\":\"phone\"}");
    send("{\"type\":\"browse\",\"visitor\":\"eve\"}");
    send("{\"type\":\"nonsense\",\"visitor\":\"%s\"}".formatted(ADA_JSON));
    send("{\"type\":\"nonsense\",\"visitor\":\"phone\"}");
    send("{\"type\":\"nonsense\",\"visitor\":\"eve\"}");
    await(() -> rows("events") == 5 && rows("quarantine") == 3);
    await(() -> api.get("/v1/visitors/phone").body().at("/recentSessions/0/events").asInt() == 3);

    Reply asked = api.delete(ADA);
    assertThat(asked.status()).isEqualTo(202);
    product.kill();
    up();

    await(() -> "done".equals(report().path("state").asText()));
    assertThat(report().at("/removed/events").asInt()).isEqualTo(3);
    assertThat(report().at("/removed/quarantine").asInt()).isEqualTo(2);
    assertThat(report().at("/removed/sessions").asInt()).isPositive();
    assertThat(product.clickHouse("SELECT DISTINCT visitor FROM millrace.events ORDER BY visitor"))
        .isEqualTo("ben\neve");
    assertThat(
            product.clickHouse("SELECT DISTINCT visitor FROM millrace.sessions ORDER BY visitor"))
        .isEqualTo("ben\neve");
    assertThat(product.clickHouse("SELECT payload FROM millrace.quarantine")).contains("eve");
    assertThat(rows("quarantine")).isEqualTo(1);
    assertThat(api.get(ADA).status()).isEqualTo(404);
    assertThat(api.get("/v1/visitors/phone").status()).isEqualTo(404);

    send("{\"type\":\"browse\",\"visitor\":\"%s\"}".formatted(ADA_JSON));
    await(() -> rows("events") == 3);
    assertThat(api.get(ADA).body().at("/recentSessions/0/events").asInt()).isEqualTo(1);
    assertThat(api.get(ADA).body().path("aliases")).isEmpty();
  }

  private void up() throws Exception {
    product.up();
    KeysFile.Contents contents =
        new KeysFile(new Home(directory.resolve("home"))).read().orElseThrow();
    api = new RecordingClient(contents.addresses().url(), contents.keys().admin());
  }

  /** Taken, or quarantined. */
  private void send(String event) throws Exception {
    Reply reply = api.call("POST", "/v1/events", event);
    assertThat(reply.status()).as(reply.toString()).isIn(200, 422);
  }

  private JsonNode report() throws IOException, InterruptedException {
    return api.get(ADA + "/erasure").body();
  }

  /** None while the table is not there yet. */
  private long rows(String table) throws IOException, InterruptedException {
    String count = product.clickHouse("SELECT count() FROM millrace." + table);
    return count.chars().allMatch(Character::isDigit) ? Long.parseLong(count) : 0;
  }

  private static void await(Callable<Boolean> until) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(until);
  }
}
