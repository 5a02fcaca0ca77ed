package io.millrace.service.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
class BadRequestTest {
  @Test
  void saysWhereJsonIsBroken(Running running) {
    TestHttpClient.TestResponse answer =
        running.writer().post("/v1/events", "[{\"type\":\"browse\",\n \"visitor\"}]");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText()).startsWith("line 2, column ");
  }

  @Test
  void refusesWhatIsNotUtf8(Running running) {
    byte[] body = "{\"type\":\"browse\",\"visitor\":\"v\"}".getBytes(UTF_8);
    body[body.length - 3] = (byte) 0xC0;
    TestHttpClient.TestResponse answer =
        running.writer().post("/v1/events", "application/json", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText())
        .isEqualTo("a body must be UTF-8, but byte %d is not".formatted(body.length - 3));
  }

  @Test
  void refusesABodyOfTenMegabytes(Running running) {
    TestHttpClient.TestResponse answer =
        running.writer().post("/v1/events", "application/json", new byte[10 * 1024 * 1024]);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void refusesDeepNesting(Running running) {
    String deep = "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000);
    TestHttpClient.TestResponse answer = running.writer().post("/v1/events", deep);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText()).contains("nesting");
  }

  @Test
  void refusesABodyOfAnotherType(Running running) {
    TestHttpClient.TestResponse answer =
        running.writer().post("/v1/events", "application/xml", "<event/>".getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.json().path("detail").asText()).contains("application/json");
  }

  @Test
  void refusesAMethodThatThePathDoesNotHave(Running running) {
    TestHttpClient.TestResponse answer = running.writer().get("/v1/events");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("POST");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void refusesAnEmptyBody(Running running) {
    assertThat(running.writer().post("/v1/events", "").status()).isEqualTo(400);
    assertThat(running.writer().post("/v1/events", "  ").status()).isEqualTo(400);
  }

  @Test
  void refusesASettingThatIsNoBoolean(Running running) {
    TestHttpClient.TestResponse answer =
        running.writer().post("/v1/events?import=maybe", "{\"type\":\"browse\",\"visitor\":\"v\"}");

    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void saysWhichKeyIsNeeded(Running running) {
    String event = "{\"type\":\"browse\",\"visitor\":\"v\"}";

    TestHttpClient.TestResponse none = running.as("").post("/v1/events", event);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(running.as("mr_write_unknown").post("/v1/events", event).status()).isEqualTo(401);
    TestHttpClient.TestResponse reader =
        running.as(RunningService.READ_KEY).post("/v1/events", event);
    assertThat(reader.status()).isEqualTo(403);
    assertThat(reader.json().path("detail").asText())
        .isEqualTo("the key must have the scope write, but has [read]");
  }
}
