package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.api.EventResult;
import io.millrace.standalone.api.EventSender;
import io.millrace.standalone.product.ChaosLedger.Asked;
import io.millrace.standalone.product.ChaosLedger.Share;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends a tenant's random events, batch by batch, each until it is acknowledged. Some are sent a
 * second time, some tell of what happened up to two hours ago.
 */
final class ChaosTraffic implements Runnable {
  private static final int BATCH = 40;
  private static final long PAUSE_MS = 150;
  private static final String[] COUNTRIES = {"PL", "DE", "US"};
  private static final String[] AD_NAMES = {"Ad Impression", "Ad Click", "Ad Conversion"};

  private record Sent(String json, String visitor, long occurredAt, List<Share> shares) {}

  private final String tenant;
  private final String key;
  private final EventSender delivery;
  private final ChaosLedger ledger;
  private final CountDownLatch over;
  private final SplittableRandom random;
  private final String run;
  private long number;

  /**
   * @param over tells when to stop; what was begun is still delivered
   */
  ChaosTraffic(
      String tenant,
      String key,
      EventSender delivery,
      ChaosLedger ledger,
      CountDownLatch over,
      long seed) {
    this.tenant = tenant;
    this.key = key;
    this.delivery = delivery;
    this.ledger = ledger;
    this.over = over;
    this.random = new SplittableRandom(seed ^ tenant.hashCode());
    this.run = tenant + "-" + Long.toString(seed, 36) + "-";
  }

  @Override
  public void run() {
    try {
      List<Sent> before = List.of();
      do {
        List<Sent> fresh = events();
        var batch = new ArrayList<Sent>(fresh);
        for (Sent sent : before) {
          if (random.nextInt(20) == 0) {
            batch.add(random.nextInt(batch.size() + 1), sent);
          }
        }
        send(batch);
        fresh.forEach(
            sent -> ledger.accept(tenant, sent.visitor(), sent.occurredAt(), sent.shares()));
        before = fresh;
      } while (!over.await(PAUSE_MS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(List<Sent> batch) throws InterruptedException {
    var body = new StringBuilder();
    batch.forEach(sent -> body.append(sent.json()).append('\n'));
    byte[] ndjson = body.toString().getBytes(StandardCharsets.UTF_8);
    List<EventResult> results = EventResult.of(delivery.send(key, ndjson));
    assertThat(results)
        .hasSize(batch.size())
        .noneMatch(result -> result.kind() == EventResult.Kind.QUARANTINED);
  }

  private List<Sent> events() {
    var events = new ArrayList<Sent>();
    for (int i = 0; i < BATCH; i++) {
      events.add(event());
    }
    return events;
  }

  private Sent event() {
    boolean late = random.nextInt(30) == 0;
    long occurredAt = System.currentTimeMillis() - (late ? random.nextLong(7_200_000) : 0);
    String visitor = "v" + random.nextInt(200);
    String country = COUNTRIES[random.nextInt(COUNTRIES.length)];
    String head =
        "{\"id\":\"%s%d\",\"visitor\":\"%s\",\"occurredAt\":%d,\"country\":\"%s\","
            .formatted(run, number++, visitor, occurredAt, country);
    return switch (random.nextInt(4)) {
      case 0 ->
          sent(
              head,
              "\"type\":\"browse\",\"name\":\"Page Viewed\"}",
              visitor,
              occurredAt,
              traffic("browse", country));
      case 1 -> purchase(head, visitor, occurredAt, country);
      case 2 -> search(head, visitor, occurredAt, country);
      default -> ad(head, visitor, occurredAt, country);
    };
  }

  private Sent purchase(String head, String visitor, long occurredAt, String country) {
    BigDecimal amount = BigDecimal.valueOf(random.nextInt(1, 100_000), 2);
    String currency = random.nextBoolean() ? "EUR" : "PLN";
    String category = "c" + random.nextInt(3);
    String tail =
        "\"type\":\"purchase\",\"name\":\"Order Completed\",\"money\":{\"amount\":%s,\"currency\":\"%s\"},\"properties\":{\"category\":\"%s\"}}"
            .formatted(amount.toPlainString(), currency, category);
    return sent(
        head,
        tail,
        visitor,
        occurredAt,
        traffic("purchase", country),
        new Share(
            Asked.REVENUE,
            List.of(country, "", category, currency),
            List.of(BigDecimal.ONE, amount)));
  }

  private Sent search(String head, String visitor, long occurredAt, String country) {
    boolean clicked = random.nextInt(3) == 0;
    String term = "term " + random.nextInt(5);
    String tail =
        "\"type\":\"search\",\"name\":\"%s\",\"properties\":{\"query\":\"%s\"}}"
            .formatted(clicked ? "Search Result Clicked" : "Products Searched", term);
    return sent(
        head,
        tail,
        visitor,
        occurredAt,
        traffic("search", country),
        new Share(Asked.SEARCH, List.of(term), List.of(one(!clicked), one(clicked))));
  }

  private Sent ad(String head, String visitor, long occurredAt, String country) {
    int what = random.nextInt(AD_NAMES.length);
    String campaign = "campaign " + random.nextInt(3);
    String position = String.valueOf(random.nextInt(1, 4));
    BigDecimal cost = BigDecimal.valueOf(random.nextInt(10_000), 4);
    String tail =
        "\"type\":\"ad\",\"name\":\"%s\",\"properties\":{\"campaign\":\"%s\",\"placement\":\"top\",\"position\":%s,\"cohort\":\"a\",\"cost\":%s}}"
            .formatted(AD_NAMES[what], campaign, position, cost.toPlainString());
    return sent(
        head,
        tail,
        visitor,
        occurredAt,
        traffic("ad", country),
        new Share(
            Asked.ADS,
            List.of(campaign, "top", position, "a"),
            List.of(one(what == 0), one(what == 1), one(what == 2), cost)));
  }

  private static Sent sent(
      String head, String tail, String visitor, long occurredAt, Share... shares) {
    return new Sent(head + tail, visitor, occurredAt, List.of(shares));
  }

  private static Share traffic(String type, String country) {
    return new Share(Asked.TRAFFIC, List.of(type, country, ""), List.of(BigDecimal.ONE));
  }

  private static BigDecimal one(boolean yes) {
    return yes ? BigDecimal.ONE : BigDecimal.ZERO;
  }
}
