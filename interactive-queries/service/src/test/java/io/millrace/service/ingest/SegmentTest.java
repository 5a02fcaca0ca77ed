package io.millrace.service.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
class SegmentTest {
  /** As analytics-node 2 and analytics-python 2 send it. */
  private static final String BATCH =
      """
      {"batch":[
        {"messageId":"seg-track","type":"track","event":"Order Completed","userId":"u-7",
         "anonymousId":"a-7","timestamp":"TIMESTAMP","integrations":{},"_metadata":{"nodeVersion":"20"},
         "properties":{"order_id":"o1","revenue":25.5,"currency":"EUR",
           "products":[{"sku":"G-32","price":18.99},{"sku":"G-33"}]},
         "context":{"library":{"name":"analytics-node","version":"2.1.0"},"locale":"pl-PL",
           "userAgent":"Mozilla/5.0","page":{"url":"https://s.pl/c","path":"/c","title":"C","referrer":"https://r"},
           "campaign":{"name":"spring","source":"mail","medium":"email"},
           "device":{"type":"ios"},"os":{"name":"iOS","version":"18"}}},
        {"messageId":"seg-page","type":"page","name":"Home","userId":77,"timestamp":"TIMESTAMP",
         "properties":{"url":"https://s.pl/","path":"/","title":"Home","referrer":"https://g.pl"}},
        {"messageId":"seg-identify","type":"identify","userId":"u-7","traits":{"plan":"pro","country":"PL"}},
        {"messageId":"seg-group","type":"group","userId":"u-7","groupId":"g1","traits":{"name":"Acme"}},
        {"messageId":"seg-search","type":"track","event":"Products Searched","userId":"u-7"},
        {"messageId":"seg-alias","type":"alias","userId":"u-7","previousId":"a-7"}],
       "sentAt":"SENT_AT","context":{"location":{"country":"PL"}}}
      """;

  @Test
  void takesABatchAsAServerClientSendsIt(Running running) {
    Instant now = Instant.now();
    // The client's clock is two hours ahead.
    String body =
        BATCH
            .replace("TIMESTAMP", now.plus(Duration.ofHours(2)).minusSeconds(60).toString())
            .replace("SENT_AT", now.plus(Duration.ofHours(2)).toString());
    TestHttpClient.TestResponse answer = basic(running, "/v1/batch", body.getBytes(UTF_8), "");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(json.path("success").asBoolean()).isTrue();
    assertThat(json.path("accepted").asInt()).isEqualTo(5);
    assertThat(json.at("/results/5/status").asText()).isEqualTo("quarantined");
    Event order = running.event(EventType.PURCHASE, "seg-track");
    assertThat(order.visitor()).isEqualTo("u-7");
    assertThat(order.occurredAt())
        .isCloseTo(now.minusSeconds(60).toEpochMilli(), Offset.offset(10_000L));
    assertThat(order.money().amount()).isEqualByComparingTo("25.5");
    assertThat(order.money().currency()).isEqualTo("EUR");
    assertThat(order.page().path()).isEqualTo("/c");
    assertThat(order.referrer()).isEqualTo("https://r");
    assertThat(order.campaign().source()).isEqualTo("mail");
    assertThat(order.device().os()).isEqualTo("iOS");
    assertThat(order.country()).isEqualTo("PL");
    assertThat(order.properties().texts())
        .containsEntry("products.1.sku", "G-33")
        .containsEntry("locale", "pl-PL");
    Event page = running.event(EventType.BROWSE, "seg-page");
    assertThat(page.name()).isEqualTo("Home");
    assertThat(page.visitor()).isEqualTo("77");
    assertThat(page.page().url()).isEqualTo("https://s.pl/");
    assertThat(running.event(EventType.IDENTIFY, "seg-identify").properties().texts())
        .containsEntry("plan", "pro");
    assertThat(running.event(EventType.CUSTOM, "seg-group").properties().texts())
        .containsEntry("groupId", "g1");
    assertThat(running.event(EventType.SEARCH, "seg-search").name()).isEqualTo("Products Searched");
  }

  @Test
  void takesTheKeyFromTheBodyAndKeepsItOutOfQuarantine(Running running) {
    String track = "{\"writeKey\":\"%s\",\"messageId\":\"%s\",\"anonymousId\":\"a\"%s}";
    TestHttpClient nobody = running.as("");

    assertThat(
            nobody
                .post(
                    "/v1/t",
                    "text/plain",
                    track
                        .formatted(RunningService.WRITE_KEY, "body-1", ",\"event\":\"Ad Clicked\"")
                        .getBytes(UTF_8))
                .status())
        .isEqualTo(200);
    assertThat(running.event(EventType.AD, "body-1").visitor()).isEqualTo("a");
    assertThat(
            nobody
                .post("/v1/track", track.formatted(RunningService.WRITE_KEY, "body-2", ""))
                .status())
        .isEqualTo(422);
    assertThat(running.quarantined("body-2").getFirst().payload())
        .doesNotContain(RunningService.WRITE_KEY);
    assertThat(nobody.post("/v1/track", track.formatted("mr_write_wrong", "b", "")).status())
        .isEqualTo(401);
    assertThat(nobody.post("/v1/track", "{\"event\":\"E\",\"userId\":\"u\"}").status())
        .isEqualTo(401);
  }

  @Test
  void takesAGzippedBody(Running running) {
    byte[] body =
        gzip(
            "{\"batch\":[{\"type\":\"screen\",\"messageId\":\"gzip-1\",\"userId\":\"u\"}]}"
                .getBytes(UTF_8));

    assertThat(basic(running, "/v1/batch", body, "gzip").status()).isEqualTo(200);
    assertThat(running.event(EventType.BROWSE, "gzip-1").name()).isEqualTo("Screen");
  }

  @Test
  void letsABrowserOfAnyOriginSend(Running running) {
    HttpRequest.Builder preflight =
        running
            .as("")
            .request("/v1/t")
            .header("Origin", "https://shop.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type,authorization")
            .method("OPTIONS", BodyPublishers.noBody());

    TestHttpClient.TestResponse answer = running.as("").send(preflight);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isIn("*", "https://shop.example");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isIn("", "false");
  }

  @Test
  void refusesABodyThatGrowsBeyondTheLimitOnceDecompressed(Running running) {
    TestHttpClient.TestResponse answer =
        basic(running, "/v1/batch", gzip(new byte[64 * 1024 * 1024]), "gzip");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().path("type").asText()).isEqualTo("urn:millrace:problem:too-large");
  }

  private static TestHttpClient.TestResponse basic(
      Running running, String path, byte[] body, String encoding) {
    String user =
        Base64.getEncoder().encodeToString((RunningService.WRITE_KEY + ":").getBytes(UTF_8));
    var request =
        running
            .as("")
            .request(path)
            .header("Authorization", "Basic " + user)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofByteArray(body));
    return running
        .as("")
        .send(encoding.isEmpty() ? request : request.header("Content-Encoding", encoding));
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }
}
