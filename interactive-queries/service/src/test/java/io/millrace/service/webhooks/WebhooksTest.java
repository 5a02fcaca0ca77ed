package io.millrace.service.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.RunningService;
import io.millrace.service.Service;
import io.millrace.service.TestBroker;
import io.millrace.service.TestHttpClient;
import io.millrace.service.webhooks.Receiver.Delivery;
import io.millrace.service.webhooks.Receiver.Reply;
import io.millrace.state.settings.ServiceSettings.Webhooks;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.SegmentKind;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real Kafka, real receivers on loopback. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhooksTest {
  private static final Topics TOPICS = new Topics("");
  private static final Webhooks QUICK =
      new Webhooks(
          true,
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          Duration.ofMillis(400),
          Duration.ofHours(1));
  private static final Pattern SIGNATURE = Pattern.compile("t=(\\d+),v1=([0-9a-f]{64})");

  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final Path directory;
  private final TestBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private Service service;

  WebhooksTest(@TempDir Path directory) {
    this.directory = directory;
    broker = new TestBroker(directory.resolve("broker")).start();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    service = start(broker, directory.resolve("one"));
  }

  @BeforeAll
  void ready() {
    RunningService.awaitReady(service);
  }

  @AfterAll
  void stop() {
    producer.close();
    service.close();
    broker.close();
  }

  @Test
  void aReceiverGetsItsTenantsChangesSignedAndInOrder() throws Exception {
    try (var receiver = new Receiver()) {
      TestHttpClient shop = tenant("signed");
      TestHttpClient other = tenant("signed-other");
      JsonNode put = put(shop, "crm", receiver, "\"all\"").json();
      put(other, "crm", receiver.answers(Reply.OK), "\"all\"");
      other.send(other.request("/v1/webhooks/crm").DELETE());
      String secret = put.path("secret").asText();
      assertThat(secret).startsWith("mr_webhook_");
      assertThat(put.path("change").asText()).isEqualTo("created");

      for (int i = 0; i < 250; i++) {
        produce("signed-other", "v" + i % 3, "regulars", i);
        produce("signed", "v" + i % 3, "regulars", i);
      }
      await().until(() -> receiver.taken().size() == 250);

      assertOrdered(receiver);
      for (Delivery delivery : receiver.all()) {
        assertThat(delivery.changes()).hasSizeBetween(1, 100);
        assertSigned(delivery, secret);
        assertThat(delivery.header("User-Agent")).startsWith("Millrace");
        assertThat(delivery.body()).doesNotContain("signed-other");
      }
      JsonNode change = receiver.all().getFirst().changes().getFirst();
      assertThat(change.path("change").asText()).isEqualTo("entered");
      assertThat(change.path("id").asText()).startsWith("segment-changes/");
      assertThat(delivery(shop, "crm").path("state").asText()).isEqualTo("delivering");
      await().until(() -> delivery(shop, "crm").path("delivered").asInt() == 250);
      assertThat(shop.get("/v1/webhooks/crm").text()).doesNotContain(secret).contains("***");
      assertThat(shop.get("/v1/webhooks").text()).doesNotContain(secret);
      assertThat(admin().get("/v1/stores/definitions/range").text()).doesNotContain(secret);
    }
  }

  @Test
  void onlyTheNamedSegmentsAndOnlyWhatComesFromNowOn() throws Exception {
    try (var receiver = new Receiver()) {
      TestHttpClient shop = tenant("named");
      defineSegment("named", "regulars");
      produce("named", "v", "regulars", 0);
      String typo = body(receiver.url(), "[\"regular\"]", Optional.empty());
      await()
          .until(() -> shop.put("/v1/webhooks/crm", typo).text().contains("the nearest: regulars"));
      assertThat(shop.put("/v1/webhooks/crm", typo).status()).isEqualTo(422);

      assertThat(put(shop, "crm", receiver, "[\"regulars\"]").status()).isEqualTo(200);
      produce("named", "v", "others", 1);
      produce("named", "v", "regulars", 2);
      produce("named", "v", "others", 3);
      produce("named", "v", "regulars", 4);

      await().until(() -> receiver.taken().contains("m4"));
      assertThat(receiver.taken()).containsExactly("m2", "m4");
    }
  }

  @Test
  void whatFailsIsRetriedAlsoAfterARestartAndHoldsUpNobodyElse() throws Exception {
    try (var failing = new Receiver().answers(Reply.of(500));
        var hanging = new Receiver().answers(Reply.HANG);
        var well = new Receiver()) {
      TestHttpClient shop = tenant("retry");
      put(shop, "failing", failing, "\"all\"");
      put(shop, "hanging", hanging, "\"all\"");
      put(shop, "well", well, "\"all\"");
      for (int i = 0; i < 10; i++) {
        produce("retry", "v", "regulars", i);
      }
      await().until(() -> well.taken().size() == 10);
      await().until(() -> failing.all().size() > 2 && hanging.all().size() > 1);
      await().until(() -> delivery(shop, "failing").path("lastError").asText().equals("HTTP 500"));
      await()
          .until(
              () -> delivery(shop, "hanging").path("lastError").asText().startsWith("no answer"));
      assertThat(delivery(shop, "failing").path("state").asText()).isEqualTo("retrying");
      String since = delivery(shop, "failing").path("retryingSince").asText();
      var ids = failing.all().stream().map(one -> one.header("Millrace-Delivery")).toList();
      assertThat(ids.stream().distinct()).as("stable over retries").hasSize(1);

      service.close();
      produce("retry", "v", "regulars", 10);
      service = start(broker, directory.resolve("one"));
      RunningService.awaitReady(service);
      TestHttpClient again = new TestHttpClient(service.port(), key("retry"));
      assertThat(delivery(again, "failing").path("retryingSince").asText()).isEqualTo(since);
      failing.answers(Reply.OK);

      await().until(() -> failing.taken().size() == 11 && well.taken().size() == 11);
      assertOrdered(failing);
      await().until(() -> delivery(again, "failing").path("delivered").asInt() == 11);
      assertThat(delivery(again, "failing").path("state").asText()).isEqualTo("delivering");
    }
  }

  @Test
  void aReceiverThatAnswers410GetsNothingMoreUntilItIsPutAgain() throws Exception {
    try (var receiver = new Receiver().answers(Reply.of(410))) {
      TestHttpClient shop = tenant("gone");
      String secret = put(shop, "crm", receiver, "\"all\"").json().path("secret").asText();
      produce("gone", "v", "regulars", 0);
      await().until(() -> delivery(shop, "crm").path("state").asText().equals("disabled"));
      assertThat(delivery(shop, "crm").path("disabled").asText()).contains("410");

      receiver.answers(Reply.OK);
      produce("gone", "v", "regulars", 1);
      assertThat(put(shop, "crm", receiver, "\"all\"").json().path("change").asText())
          .isEqualTo("changed");
      produce("gone", "v", "regulars", 2);

      await().until(() -> receiver.taken().contains("m2"));
      assertThat(receiver.taken()).containsExactly("m2");
      assertSigned(receiver.all().getLast(), secret);
    }
  }

  @Test
  void retryAfterIsHonoured() throws Exception {
    var first = new AtomicInteger();
    try (var receiver =
        new Receiver()
            .answers(
                _ ->
                    first.getAndIncrement() == 0
                        ? new Reply(429, Map.of("Retry-After", "2"))
                        : Reply.OK)) {
      TestHttpClient shop = tenant("later");
      put(shop, "crm", receiver, "\"all\"");
      produce("later", "v", "regulars", 0);

      await().until(() -> receiver.taken().size() == 1);

      long waited = receiver.all().get(1).nanos() - receiver.all().get(0).nanos();
      assertThat(Duration.ofNanos(waited)).isGreaterThan(Duration.ofMillis(1_900));
    }
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    try (var inside = new Receiver();
        var receiver = new Receiver().answers(new Reply(302, Map.of("Location", inside.url())))) {
      TestHttpClient shop = tenant("redirect");
      put(shop, "crm", receiver, "\"all\"");

      JsonNode test = shop.post("/v1/webhooks/crm/test", "").json();

      assertThat(test.path("taken").asBoolean()).isFalse();
      assertThat(test.path("status").asInt()).isEqualTo(302);
      assertThat(test.path("error").asText()).contains("redirects are not followed");
      assertThat(inside.all()).isEmpty();
    }
  }

  @Test
  void aSampleIsSignedAndSaysSo() throws Exception {
    try (var receiver = new Receiver()) {
      TestHttpClient shop = tenant("sample");
      String given = "a-secret-of-16-or-more";
      JsonNode put =
          shop.put("/v1/webhooks/crm", body(receiver.url(), "\"all\"", Optional.of(given))).json();
      assertThat(put.path("secret").asText()).isEqualTo("***");

      JsonNode test = shop.post("/v1/webhooks/crm/test", "").json();

      assertThat(test.path("taken").asBoolean()).isTrue();
      assertThat(test.path("status").asInt()).isEqualTo(204);
      assertSigned(receiver.all().getFirst(), given);
      assertThat(receiver.all().getFirst().json().path("test").asBoolean()).isTrue();
    }
  }

  @Test
  void twoInstancesShareTheWork() throws Exception {
    try (var receiver = new Receiver();
        var two = start(broker, directory.resolve("two"))) {
      RunningService.awaitReady(two);
      TestHttpClient shop = tenant("shared");
      put(shop, "crm", receiver, "\"all\"");
      for (int i = 0; i < 400; i++) {
        produce("shared", "v" + i % 40, "regulars", i);
      }

      await().until(() -> receiver.taken().size() == 400);

      assertOrdered(receiver);
      TestHttpClient there = new TestHttpClient(two.port(), key("shared"));
      await().until(() -> delivery(there, "crm").path("delivered").asInt() >= 400);
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedWithWhatIsAllowed() throws Exception {
    TestHttpClient shop = tenant("refused");

    assertThat(refusal(shop, "ftp://example.com/", "\"all\"")).contains("https://");
    assertThat(refusal(shop, "http://me:pass@127.0.0.1/", "\"all\"")).contains("no user");
    assertThat(refusal(shop, "http://127.0.0.1/", "[]")).contains("1 to 100 names");
    assertThat(shop.get("/v1/webhooks/crm").status()).isEqualTo(404);
    for (int i = 0; i < 20; i++) {
      assertThat(
              shop.put(
                      "/v1/webhooks/w" + i,
                      body("http://127.0.0.1:1/", "\"all\"", Optional.empty()))
                  .status())
          .isEqualTo(200);
    }
    TestHttpClient.TestResponse tooMany =
        shop.put("/v1/webhooks/w20", body("http://127.0.0.1:1/", "\"all\"", Optional.empty()));
    assertThat(tooMany.status()).isEqualTo(409);
    for (int i = 0; i < 20; i++) {
      assertThat(shop.send(shop.request("/v1/webhooks/w" + i).DELETE()).status()).isEqualTo(204);
    }
  }

  private String refusal(TestHttpClient shop, String url, String segments) {
    TestHttpClient.TestResponse answer =
        shop.put("/v1/webhooks/crm", body(url, segments, Optional.empty()));
    assertThat(answer.status()).isEqualTo(422);
    return answer.json().path("detail").asText();
  }

  private static Service start(TestBroker broker, Path state) {
    return Service.start(RunningService.settings(broker.bootstrapServers(), state).with(QUICK));
  }

  private TestHttpClient admin() {
    return new TestHttpClient(service.port(), RunningService.ADMIN_KEY);
  }

  private TestHttpClient tenant(String name) {
    JsonNode created = admin().post("/v1/tenants", "{\"tenant\":\"%s\"}".formatted(name)).json();
    keys.put(name, created.at("/keys/admin").asText());
    return new TestHttpClient(service.port(), key(name));
  }

  private String key(String tenant) {
    return keys.getOrDefault(tenant, "");
  }

  private static TestHttpClient.TestResponse put(
      TestHttpClient as, String name, Receiver receiver, String segments) {
    return as.put("/v1/webhooks/" + name, body(receiver.url(), segments, Optional.empty()));
  }

  private static String body(String url, String segments, Optional<String> secret) {
    return "{\"url\":\"%s\",\"segments\":%s%s}"
        .formatted(url, segments, secret.map(text -> ",\"secret\":\"" + text + "\"").orElse(""));
  }

  private static JsonNode delivery(TestHttpClient as, String name) {
    return as.get("/v1/webhooks/" + name).json().path("delivery");
  }

  private void produce(String tenant, String visitor, String segment, int number)
      throws ExecutionException, InterruptedException {
    Topic<VisitorKey, SegmentChange> topic = TOPICS.segmentChanges();
    var change =
        new SegmentChange(
            tenant, visitor, segment, 1, number % 2 == 0, number, Cause.EVENT, "m" + number);
    byte[] value = topic.value().serializer().serialize(topic.name(), change);
    producer
        .send(new ProducerRecord<>(topic.name(), new VisitorKey(tenant, visitor).toBytes(), value))
        .get();
  }

  private void defineSegment(String tenant, String name) throws Exception {
    var topic = TOPICS.definitions();
    var segment =
        new Segment(tenant, name, "", 1, Optional.empty(), Optional.empty(), Optional.empty());
    var definition =
        new Definition(
            SegmentKind.INSTANCE.wireName(),
            tenant,
            name,
            1,
            1_700_000_000_000L,
            SegmentKind.INSTANCE.print(segment));
    producer
        .send(
            new ProducerRecord<>(
                topic.name(),
                definition.key().toBytes(),
                topic.value().serializer().serialize(topic.name(), definition)))
        .get();
  }

  /** Of each visitor, by the numbers of its changes; what came again is passed over. */
  private static void assertOrdered(Receiver receiver) {
    var numbers = receiver.taken().stream().map(id -> Integer.parseInt(id.substring(1))).toList();
    var ofVisitors = new HashMap<String, List<Integer>>();
    for (Delivery delivery : receiver.all()) {
      for (JsonNode change : delivery.changes()) {
        int number = Integer.parseInt(change.path("eventId").asText().substring(1));
        var seen =
            ofVisitors.computeIfAbsent(change.path("visitor").asText(), _ -> new ArrayList<>());
        if (!seen.contains(number)) {
          seen.add(number);
        }
      }
    }
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, numbers.size()).boxed().toList());
    assertThat(ofVisitors.values()).allSatisfy(one -> assertThat(one).isSorted());
  }

  /** As a receiver would: nothing of ours has a part in it. */
  private static void assertSigned(Delivery delivery, String secret)
      throws GeneralSecurityException {
    Matcher matcher = SIGNATURE.matcher(delivery.header("Millrace-Signature"));
    assertThat(matcher.matches()).isTrue();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    byte[] expected = mac.doFinal((matcher.group(1) + "." + delivery.body()).getBytes(UTF_8));
    assertThat(HexFormat.of().formatHex(expected)).isEqualTo(matcher.group(2));
    long age = System.currentTimeMillis() / 1000 - Long.parseLong(matcher.group(1));
    assertThat(age).isBetween(-1L, 120L);
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(20));
  }
}
