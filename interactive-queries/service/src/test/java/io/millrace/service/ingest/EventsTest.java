package io.millrace.service.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.quarantine.QuarantineReason;
import io.millrace.serdes.quarantine.Quarantined;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
class EventsTest {
  @Test
  void takesEveryFieldOfAnEvent(Running running) {
    long occurredAt = Instant.now().minusSeconds(3600).toEpochMilli();
    TestHttpClient.TestResponse answer =
        running
            .writer()
            .post(
                "/v1/events",
                """
                {"id":"full-1","type":"purchase","name":"Order Completed","visitor":"v1",
                 "anonymousId":"a1","userId":"u1","occurredAt":%d,
                 "page":{"url":"https://s.pl/o","path":"/o","title":"Order"},"referrer":"https://x.pl",
                 "campaign":{"name":"c","source":"s","medium":"m","term":"t","content":"n"},
                 "device":{"type":"mobile","os":"Android","browser":"Chrome","userAgent":"UA"},
                 "country":"pl","money":{"amount":1234.5678,"currency":"pln"},
                 "properties":{"products":[{"sku":"x","price":1.5,"gift":true}],"coupon":null}}
                """
                    .formatted(occurredAt));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo(
            "{\"accepted\":1,\"quarantined\":0,\"duplicates\":0,"
                + "\"results\":[{\"id\":\"full-1\",\"status\":\"accepted\"}]}");
    Event event = running.event(EventType.PURCHASE, "full-1");
    assertThat(event.tenant()).isEqualTo("default");
    assertThat(event.visitor()).isEqualTo("v1");
    assertThat(event.occurredAt()).isEqualTo(occurredAt);
    assertThat(event.receivedAt()).isCloseTo(System.currentTimeMillis(), within10s());
    assertThat(event.imported()).isFalse();
    assertThat(event.page().title()).isEqualTo("Order");
    assertThat(event.campaign().content()).isEqualTo("n");
    assertThat(event.device().userAgent()).isEqualTo("UA");
    assertThat(event.country()).isEqualTo("PL");
    assertThat(event.money().amount()).isEqualByComparingTo(new BigDecimal("1234.5678"));
    assertThat(event.money().currency()).isEqualTo("PLN");
    assertThat(event.properties().texts()).containsOnly(Map.entry("products.0.sku", "x"));
    assertThat(event.properties().numbers()).containsEntry("products.0.price", 1.5);
    assertThat(event.properties().booleans()).containsEntry("products.0.gift", true);
  }

  @Test
  void answersForEachEventOfAList(Running running) {
    TestHttpClient.TestResponse answer =
        running
            .writer()
            .post(
                "/v1/events",
                """
                [{"id":"list-1","type":"browse","visitor":"v"},
                 {"id":"list-2","type":"browse"},
                 {"type":"search","visitor":"v"},
                 {"id":"list-4","type":"brows","visitor":"v"},
                 7]
                """);

    assertThat(answer.status()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(json.path("accepted").asInt()).isEqualTo(2);
    assertThat(json.path("quarantined").asInt()).isEqualTo(3);
    assertThat(json.at("/results/1/reason").asText()).isEqualTo("missing-field");
    assertThat(json.at("/results/2/id").asText()).isNotEmpty();
    assertThat(json.at("/results/3/reason").asText()).isEqualTo("invalid-field");
    assertThat(json.at("/results/3/detail").asText()).contains("the nearest: browse");
    assertThat(json.at("/results/4/reason").asText()).isEqualTo("malformed");
    Quarantined refused = running.quarantined("list-2").getFirst();
    assertThat(refused.tenant()).isEqualTo("default");
    assertThat(refused.reason()).isEqualTo(QuarantineReason.MISSING_FIELD);
    assertThat(refused.payload()).isEqualTo("{\"id\":\"list-2\",\"type\":\"browse\"}");
  }

  @Test
  void takesTheLinesAroundABrokenOne(Running running) {
    String lines =
        """
        {"id":"line-1","type":"browse","visitor":"v"}
        {"id":"line-2","type":

        {"id":"line-3","type":"browse","visitor":"v"}
        """;
    TestHttpClient.TestResponse answer =
        running.writer().post("/v1/events", "application/x-ndjson", lines.getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/results/1/reason").asText()).isEqualTo("malformed");
    assertThat(running.quarantined("line-2")).hasSize(1);
  }

  @Test
  void takesObjectsOneAfterAnotherWithoutATypeThatSaysSo(Running running) {
    TestHttpClient.TestResponse answer =
        running
            .writer()
            .post(
                "/v1/events",
                """
                {"id":"seq-1","type":"browse","visitor":"v"}
                {"id":"seq-2","type":"browse","visitor":"v"}
                """);

    assertThat(answer.json().path("accepted").asInt()).isEqualTo(2);
  }

  @Test
  void namesTheFieldNearestToAnUnknownOne(Running running) {
    TestHttpClient.TestResponse answer =
        running.writer().post("/v1/events", "{\"type\":\"browse\",\"visiter\":\"v\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().at("/results/0/detail").asText())
        .isEqualTo("there is no field visiter; the nearest: visitor");
  }

  @Test
  void keepsTraitsAsThePropertiesOfAnIdentify(Running running) {
    running
        .writer()
        .post(
            "/v1/events",
            "{\"id\":\"traits-1\",\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"plan\":\"pro\"}}");

    Event event = running.event(EventType.IDENTIFY, "traits-1");
    assertThat(event.properties().texts()).containsEntry("plan", "pro");
    assertThat(event.visitor()).isEqualTo("u");
  }

  @Test
  void refusesAPropertyBomb(Running running) {
    String properties =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "\"p%d\":%d".formatted(i, i % 10))
            .collect(Collectors.joining(","));
    String small =
        IntStream.range(0, 257).mapToObj(i -> "\"p" + i + "\":1").collect(Collectors.joining(","));

    assertThat(refusal(running, event("\"properties\":{" + small + "}")))
        .isEqualTo("too-many-properties");
    assertThat(refusal(running, event("\"properties\":{" + properties + "}")))
        .isIn("too-large", "too-many-properties");
  }

  @Test
  void refusesAnEventBeyond64Kilobytes(Running running) {
    assertThat(refusal(running, event("\"referrer\":\"" + "x".repeat(65_536) + "\"")))
        .isEqualTo("too-large");
  }

  @Test
  void refusesTimesThatCannotBe(Running running) {
    String old = Instant.now().minus(Duration.ofDays(31)).toString();

    assertThat(refusal(running, event("\"occurredAt\":\"9999-12-31T23:59:59Z\"")))
        .isEqualTo("too-early");
    assertThat(refusal(running, event("\"occurredAt\":\"+100000-01-01T00:00:00Z\"")))
        .isEqualTo("too-early");
    assertThat(refusal(running, event("\"occurredAt\":9223372036854775807")))
        .isEqualTo("too-early");
    assertThat(refusal(running, event("\"occurredAt\":\"" + old + "\""))).isEqualTo("too-late");
    assertThat(refusal(running, event("\"occurredAt\":-9223372036854775808")))
        .isEqualTo("too-late");
    assertThat(refusal(running, event("\"occurredAt\":\"yesterday\""))).isEqualTo("invalid-field");
    assertThat(refusal(running, event("\"occurredAt\":1.5"))).isEqualTo("invalid-field");
  }

  @Test
  void refusesAmountsThatNoColumnHolds(Running running) {
    assertThat(refusal(running, event("\"money\":{\"amount\":1e999999999,\"currency\":\"PLN\"}")))
        .isEqualTo("invalid-field");
    assertThat(refusal(running, event("\"money\":{\"amount\":1e-999999999,\"currency\":\"PLN\"}")))
        .isEqualTo("invalid-field");
    assertThat(
            refusal(running, event("\"money\":{\"amount\":123456789012345,\"currency\":\"PLN\"}")))
        .isEqualTo("invalid-field");
    assertThat(refusal(running, event("\"money\":{\"amount\":1,\"currency\":\"zloty\"}")))
        .isEqualTo("invalid-field");
    assertThat(refusal(running, event("\"properties\":{\"n\":1e400}"))).isEqualTo("invalid-field");
  }

  @Test
  void importsOfAnyAgeNeedTheirScope(Running running) {
    String event =
        "{\"id\":\"import-1\",\"type\":\"browse\",\"visitor\":\"v-import\","
            + "\"occurredAt\":\"2015-05-17T10:05:03Z\"}";

    assertThat(running.writer().post("/v1/events?import=true", event).status()).isEqualTo(403);
    assertThat(running.admin().post("/v1/events?import=true", event).status()).isEqualTo(200);
    Event imported = running.event(EventType.BROWSE, "import-1");
    assertThat(imported.imported()).isTrue();
    assertThat(Instant.ofEpochMilli(imported.occurredAt())).isEqualTo("2015-05-17T10:05:03Z");
  }

  @Test
  void tellsAnImportWhatIsThereAlready(Running running) {
    String event =
        "{\"id\":\"again-1\",\"type\":\"browse\",\"visitor\":\"v-again\","
            + "\"occurredAt\":\"2015-05-17T10:05:03Z\"}";
    running.admin().post("/v1/events?import=true", event);

    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              TestHttpClient.TestResponse answer =
                  running.admin().post("/v1/events?import=true", event);
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.json().path("duplicates").asInt()).isEqualTo(1);
              assertThat(answer.json().at("/results/0/status").asText()).isEqualTo("duplicate");
            });
  }

  @Test
  void countsWhatHappenedToTheEventsOfATenant(Running running) {
    running.writer().post("/v1/events", "{\"type\":\"browse\",\"visitor\":\"v\"}");
    running.writer().post("/v1/events", "{\"type\":\"browse\"}");

    JsonNode counters = running.as(RunningService.READ_KEY).get("/v1/counters").json();
    assertThat(counters.path("tenant").asText()).isEqualTo("default");
    assertThat(counters.at("/counts/accepted").asLong()).isPositive();
    assertThat(counters.at("/counts/quarantined.missing-field").asLong()).isPositive();
  }

  private static String event(String field) {
    return "{\"type\":\"browse\",\"visitor\":\"v\"," + field + "}";
  }

  private static String refusal(Running running, String event) {
    TestHttpClient.TestResponse answer = running.writer().post("/v1/events", event);
    assertThat(answer.status()).isEqualTo(422);
    return answer.json().at("/results/0/reason").asText();
  }

  private static Offset<Long> within10s() {
    return Offset.offset(10_000L);
  }
}
