package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.standalone.product.RecordingClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * Random events of a few visitors, batch by batch, each until it is acknowledged; and all that were
 * sent, each once. Some tell of what happened hours ago, some are sent again later.
 *
 * <p>One thread sends, others read when it is done.
 */
final class SegmentTraffic {
  static final String VIEW = "Product Viewed";
  static final String ORDER = "Order Completed";
  static final String CART = "Cart Viewed";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int KNOWN = 24;
  private static final int ANONYMOUS = 16;
  private static final int BATCH = 8;
  private static final long MINUTE_MS = 60_000;
  private static final long DAY_MS = 24 * 60 * MINUTE_MS;
  private static final List<String> NAMES = List.of(VIEW, VIEW, ORDER, CART);

  private final SplittableRandom random;
  private final Supplier<RecordingClient> api;
  private final String run;
  private final List<VisitorAction> deeds = new ArrayList<>();
  private final Map<String, String> ties = new HashMap<>();
  private final List<ObjectNode> sent = new ArrayList<>();
  private final AtomicInteger acknowledged = new AtomicInteger();

  /** What a visitor did, under the name that it had then. */
  record VisitorAction(String visitor, String name, long at, int points, String category) {}

  /**
   * @param api to send to; another one after a restart
   */
  SegmentTraffic(long seed, Supplier<RecordingClient> api) {
    this.random = new SplittableRandom(seed);
    this.api = api;
    this.run = Long.toString(seed, 36) + "-";
  }

  /** How many batches were acknowledged. */
  int acknowledged() {
    return acknowledged.get();
  }

  List<VisitorAction> deeds() {
    return deeds;
  }

  /** The visitor that a name stands for in the end. */
  String root(String name) {
    return ties.getOrDefault(name, name);
  }

  /** Every name that was used. */
  static List<String> names() {
    var names = new ArrayList<String>();
    for (int i = 0; i < KNOWN; i++) {
      names.add("user" + i);
    }
    for (int i = 0; i < ANONYMOUS; i++) {
      names.add("phone" + i);
    }
    return names;
  }

  /** Every name is seen, but for half of the anonymous ones: they come with their tie. */
  void appear() {
    var batch = new ArrayList<ObjectNode>();
    for (String name : names().subList(0, KNOWN + ANONYMOUS / 2)) {
      batch.add(deed(name, CART));
    }
    send(batch);
  }

  void rounds(int count) {
    for (int round = 0; round < count; round++) {
      send(some());
    }
  }

  /** Ties anonymous names to known ones, with events of both before, beside and after. */
  void tie(int from, int until) {
    for (int i = from; i < until; i++) {
      String phone = "phone" + i;
      String user = "user" + random.nextInt(KNOWN);
      List<ObjectNode> batch = some();
      batch.add(deed(phone, VIEW));
      batch.add(deed(phone, ORDER));
      batch.add(deed(user, VIEW));
      batch.add(identify(user, phone));
      ties.put(phone, user);
      batch.add(deed(phone, VIEW));
      batch.add(deed(user, ORDER));
      send(batch);
    }
  }

  private List<ObjectNode> some() {
    var batch = new ArrayList<ObjectNode>();
    for (int i = 0; i < BATCH; i++) {
      batch.add(deed(visitor(), NAMES.get(random.nextInt(NAMES.size()))));
    }
    return batch;
  }

  /** Some visitors do much more than others. */
  private String visitor() {
    List<String> names = names();
    boolean known = random.nextInt(3) > 0;
    int of = known ? KNOWN : ANONYMOUS;
    int number = Math.min(random.nextInt(of), random.nextInt(of));
    return names.get(known ? number : KNOWN + number);
  }

  private ObjectNode deed(String visitor, String name) {
    int points = random.nextInt(1, 30);
    String category = "c" + random.nextInt(6);
    long at = System.currentTimeMillis() - age();
    deeds.add(new VisitorAction(visitor, name, at, points, category));
    ObjectNode call = call("track", at).put("event", name);
    call.put(visitor.startsWith("user") ? "userId" : "anonymousId", visitor);
    call.putObject("properties").put("points", points).put("category", category);
    return call;
  }

  /**
   * Now, or hours or days ago, and then five to twenty minutes more than a number of half hours: so
   * that no event leaves a window of half hours while the test runs.
   */
  private long age() {
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> 0;
      case 3 -> random.nextLong(1, 4) * DAY_MS;
      default -> random.nextLong(12) * 30 * MINUTE_MS + random.nextLong(5, 20) * MINUTE_MS;
    };
  }

  private ObjectNode identify(String user, String phone) {
    return call("identify", System.currentTimeMillis())
        .put("userId", user)
        .put("anonymousId", phone);
  }

  private ObjectNode call(String type, long at) {
    ObjectNode call =
        ProductProcess.JSON
            .createObjectNode()
            .put("type", type)
            .put("messageId", run + sent.size())
            .put("timestamp", at);
    sent.add(call);
    return call;
  }

  /** With some that were acknowledged long ago, until all are taken. */
  private void send(List<ObjectNode> batch) {
    for (int again = random.nextInt(4); again > 0; again--) {
      batch.add(sent.get(random.nextInt(sent.size())));
    }
    ObjectNode body = ProductProcess.JSON.createObjectNode();
    ArrayNode events = body.putArray("batch");
    events.addAll(batch);
    Reply reply =
        Awaitility.await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(100))
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> api.get().call("POST", "/v1/batch", body.toString()), Reply::ok);
    assertThat(reply.body().path("quarantined").asInt()).as(reply.toString()).isZero();
    acknowledged.incrementAndGet();
  }
}
