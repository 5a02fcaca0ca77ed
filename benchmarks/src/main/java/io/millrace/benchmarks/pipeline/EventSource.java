package io.millrace.benchmarks.pipeline;

import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Events of a few tenants, one of which sends 40 %. Of a hundred, two are sent twice, one is up to
 * an hour late; a hundredth of the visitors sends a fifth of the events. The same seed gives the
 * same events.
 */
final class EventSource {
  private static final String[] TENANTS = {"shop", "books", "garden", "bikes", "tea"};
  private static final int[] TENANTS_UP_TO = {40, 65, 83, 95, 100};
  private static final String[] COUNTRIES = {"PL", "DE", "US", "GB", "FR", "IN", "BR", "JP"};
  private static final String[] PLANS = {"free", "plus", "gold"};
  private static final Device[] DEVICES = {
    new Device("mobile", "Android", "Chrome", ""),
    new Device("mobile", "iOS", "Safari", ""),
    new Device("desktop", "Windows", "Edge", ""),
  };
  private static final Campaign SPRING =
      new Campaign("spring-2026", "search", "cpc", "garden lamp", "blue");
  private static final int REMEMBERED = 512;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Event[] remembered = new Event[REMEMBERED];
  private final BenchmarkOptions options;
  private final long startMs;
  private long made;

  static List<String> tenants() {
    return List.of(TENANTS);
  }

  EventSource(BenchmarkOptions options, long startMs) {
    this.options = options;
    this.startMs = startMs;
  }

  Event next() {
    Event again = random.nextInt(100) < 2 ? remembered[random.nextInt(REMEMBERED)] : null;
    Event event = again == null ? fresh() : again;
    remembered[(int) (made % REMEMBERED)] = event;
    made++;
    return event;
  }

  private Event fresh() {
    long now = startMs + made * 1000 / options.eventsPerSecond();
    boolean late = random.nextInt(100) < 1;
    long occurredAt = late ? now - random.nextLong(3_600_000) : now;
    double skewed = Math.pow(random.nextDouble(), 3);
    long visitor = (long) (skewed * options.visitors());
    EventType type = type(random.nextInt(100));
    int product = random.nextInt(500);
    return new Event(
        tenant(visitor),
        "%016x-%08x".formatted(random.nextLong(), made),
        type,
        type == EventType.PURCHASE ? "Order Completed" : "Product Viewed",
        "visitor-" + visitor,
        "anonymous-" + visitor,
        "",
        occurredAt,
        now,
        false,
        page(product),
        "https://search.example/?q=lamp",
        visitor % 3 == 0 ? SPRING : Campaign.NONE,
        DEVICES[(int) (visitor % DEVICES.length)],
        COUNTRIES[(int) (visitor % COUNTRIES.length)],
        "",
        type == EventType.PURCHASE
            ? new Money(BigDecimal.valueOf(5 + product % 95), "EUR")
            : Money.NONE,
        properties(type, visitor, product, random.nextInt(options.terms())));
  }

  /** A visitor belongs to one tenant. */
  private static String tenant(long visitor) {
    long dice = Math.floorMod((visitor * 0x9E3779B97F4A7C15L) >>> 33, 100L);
    int tenant = 0;
    while (dice >= TENANTS_UP_TO[tenant]) {
      tenant++;
    }
    return TENANTS[tenant];
  }

  private static EventType type(int dice) {
    if (dice < 68) {
      return EventType.BROWSE;
    } else if (dice < 76) {
      return EventType.SEARCH;
    } else if (dice < 90) {
      return EventType.AD;
    } else if (dice < 94) {
      return EventType.CUSTOM;
    }
    return dice < 97 ? EventType.PURCHASE : EventType.IDENTIFY;
  }

  private static Page page(int product) {
    return new Page(
        "https://shop.example/products/" + product, "/products/" + product, "Product " + product);
  }

  private static Properties properties(EventType type, long visitor, int product, int term) {
    return type == EventType.IDENTIFY
        ? new Properties(
            Map.of("plan", PLANS[(int) (visitor % PLANS.length)]), Map.of(), Map.of("member", true))
        : new Properties(
            type == EventType.SEARCH
                ? Map.of("query", "term " + term, "list", "results")
                : Map.of("product", "p" + product, "list", "recommended"),
            Map.of("position", (double) (product % 20)),
            Map.of());
  }
}
