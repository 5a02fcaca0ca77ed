package io.millrace.service.visitors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Erasures as far as they go without ClickHouse: the live state goes, the rest waits. */
@ExtendWith(RunningService.class)
class ErasureTest {
  private static final String NAME = "/v1/visitors/erase%2Fphone%20%27%22%5C";

  @Test
  void erasesTheLiveStateOfAllNamesAndWaitsForClickHouse(Running running) {
    send(running, "{\"type\":\"browse\",\"visitor\":\"erase/phone '\\\"\\\\\"}");
    send(
        running,
        "{\"type\":\"identify\",\"userId\":\"erase-ada\","
            + "\"anonymousId\":\"erase/phone '\\\"\\\\\"}");
    await(() -> get(running, NAME).json().path("visitor").asText().equals("erase-ada"));

    TestHttpClient.TestResponse answer = delete(running, NAME);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("state").asText()).isEqualTo("pending");
    await(() -> get(running, "/v1/visitors/erase-ada").status() == 404);
    await(() -> get(running, NAME).status() == 404);
    JsonNode report = running.admin().get(NAME + "/erasure").json();
    assertThat(report.path("state").asText()).isEqualTo("pending");
    assertThat(report.path("remains").findValuesAsText("where"))
        .contains("topic events.browse", "topic visitor-messages");
  }

  @Test
  void needsAnAdminKey(Running running) {
    TestHttpClient reader = running.as(RunningService.READ_KEY);
    assertThat(reader.send(reader.request("/v1/visitors/x").DELETE()).status()).isEqualTo(403);
    assertThat(reader.get("/v1/visitors/x/erasure").status()).isEqualTo(403);
    assertThat(running.admin().get("/v1/visitors/x/erasure").status()).isEqualTo(404);
  }

  @Test
  void keepsNoNamesOnceDone() {
    var pending = new Erasure.Pending(1, Set.of("ada")).with(Set.of("phone"));
    assertThat(Erasure.fromJson(pending.toJson())).isEqualTo(pending);
    var done = new Erasure.Done(1, 2, Map.of("events", 3L));
    assertThat(Erasure.fromJson(done.toJson())).isEqualTo(done);
    assertThat(done.toJson()).doesNotContain("ada");
  }

  @Test
  void bindsEveryName() {
    String name = "'; DROP TABLE events; --";
    for (String table : ErasureSql.tables()) {
      assertThat(ErasureSql.delete(table, name, Set.of(name)).sql()).doesNotContain("DROP");
    }
  }

  private static void send(Running running, String event) {
    TestHttpClient.TestResponse answer = running.writer().post("/v1/events", event);
    assertThat(answer.json().path("accepted").asInt()).as(answer.text()).isEqualTo(1);
  }

  private static TestHttpClient.TestResponse get(Running running, String path) {
    return running.as(RunningService.READ_KEY).get(path);
  }

  private static TestHttpClient.TestResponse delete(Running running, String path) {
    TestHttpClient admin = running.admin();
    return admin.send(admin.request(path).DELETE());
  }

  private static void await(Callable<Boolean> until) {
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(until);
  }
}
