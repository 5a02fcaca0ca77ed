package io.millrace.service.visitors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several names of one visitor, over HTTP. */
@ExtendWith(RunningService.class)
class VisitorAliasesTest {
  @Test
  void answersWithTheUserWhoeverOfItsDevicesIsAskedFor(Running running) {
    send(running, "{\"id\":\"one-1\",\"type\":\"browse\",\"visitor\":\"one/phone\"}");
    send(running, "{\"id\":\"one-2\",\"type\":\"browse\",\"visitor\":\"one laptop\"}");
    identify(running, "one-3", "one-ada", "one/phone");
    identify(running, "one-4", "one-ada", "one laptop");
    JsonNode ada = await(running, "one-ada", 4);
    assertThat(ada.path("aliases")).extracting(JsonNode::asText).contains("one/phone");
    for (String name : new String[] {"one/phone", "one laptop"}) {
      JsonNode found = visitor(running, name).json();
      assertThat(found.path("visitor").asText()).isEqualTo("one-ada");
      assertThat(found.path("aliases"))
          .extracting(JsonNode::asText)
          .containsExactly("one laptop", "one/phone");
      assertThat(found.at("/traits/plan").asText()).isEqualTo("pro");
      assertThat(found.has("aliasOf")).isFalse();
    }
  }

  @Test
  void followsAChainOfNames(Running running) {
    send(running, "{\"id\":\"chain-1\",\"type\":\"browse\",\"visitor\":\"chain-phone\"}");
    identify(running, "chain-2", "chain-zoe", "chain-phone");
    await(running, "chain-zoe", 2);
    identify(running, "chain-3", "chain-ada", "chain-zoe");
    await(running, "chain-ada", 3);
    send(running, "{\"id\":\"chain-4\",\"type\":\"browse\",\"visitor\":\"chain-phone\"}");
    await(running, "chain-phone", 4);
    assertThat(visitor(running, "chain-phone").json().path("visitor").asText())
        .isEqualTo("chain-ada");
  }

  @Test
  void tellsAnImportThatTheUserHasTheEventOfTheDevice(Running running) {
    String event =
        "{\"id\":\"dup-1\",\"type\":\"browse\",\"visitor\":\"dup-phone\","
            + "\"occurredAt\":\"2026-01-01T00:00:00Z\"}";
    assertThat(running.admin().post("/v1/events?import=true", event).json().path("accepted"))
        .hasToString("1");
    identify(running, "dup-2", "dup-ada", "dup-phone");
    awaitAliases(running, "dup-ada");
    assertThat(running.admin().post("/v1/events?import=true", event).json().path("duplicates"))
        .hasToString("1");
  }

  @Test
  void showsInTheStoreWhatTheNameStandsFor(Running running) {
    identify(running, "store-1", "store-ada", "store-phone");
    awaitAliases(running, "store-ada");
    JsonNode entry =
        running.as(RunningService.READ_KEY).get("/v1/stores/visitors/keys/store-phone").json();
    assertThat(entry.findValue("aliasOf").asText()).isEqualTo("store-ada");
  }

  private static void identify(Running running, String id, String user, String anonymous) {
    send(
        running,
        """
        {"id":"%s","type":"identify","userId":"%s","anonymousId":"%s","traits":{"plan":"pro"}}
        """
            .formatted(id, user, anonymous));
  }

  private static void send(Running running, String event) {
    TestHttpClient.TestResponse answer = running.writer().post("/v1/events", event);
    assertThat(answer.json().path("accepted").asInt()).as(answer.text()).isEqualTo(1);
  }

  /** Waits until the only session of the visitor has so many events. */
  private static JsonNode await(Running running, String name, int events) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> visitor(running, name).json().at("/recentSessions/0/events").asInt() == events);
    return visitor(running, name).json();
  }

  private static void awaitAliases(Running running, String name) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> !visitor(running, name).json().path("aliases").isEmpty());
  }

  private static TestHttpClient.TestResponse visitor(Running running, String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return running.as(RunningService.READ_KEY).get("/v1/visitors/" + encoded);
  }
}
