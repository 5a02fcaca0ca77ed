package io.millrace.standalone.sink;

import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.rollup.CountState;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.rollup.UniqState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Records to sink. */
final class Samples {
  static final long MAY_17 = 1_431_820_800_000L;
  static final long DAY_MS = 86_400_000L;

  private Samples() {}

  /** An event of its own for each number, on one of three days. */
  static Event event(int number) {
    return new Event(
        "tenant-" + number % 3,
        "message-" + number,
        EventType.BROWSE,
        "Product Viewed",
        "visitor-" + number % 100,
        "anonymous-" + number % 100,
        "",
        MAY_17 + number % 3 * DAY_MS + number,
        MAY_17 + number,
        false,
        new Page("https://shop.example/p/" + number, "/p/" + number, "A product"),
        "https://search.example/?q=shoes",
        new Campaign("spring", "news", "mail", "", "top"),
        new Device("phone", "Android", "Firefox", "Mozilla/5.0 (Android 14; Mobile)"),
        "PL",
        "gold",
        new Money(new BigDecimal("-12.3456"), "PLN"),
        new Properties(
            Map.of("sku", "Ä-" + number, "line", "a\nb"),
            Map.of("price", number / 4.0),
            Map.of("gift", true)));
  }

  /** A row of the traffic rollup that counts these visitors, one event each. */
  static RollupRow row(long part, long version, long... visitors) {
    var uniq = new UniqState();
    for (long visitor : visitors) {
      uniq.add(visitor);
    }
    var key =
        new RollupKey(
            new RollupSeries("shop", "traffic", List.of("browse", "PL", "gold")),
            Grain.HOUR,
            MAY_17);
    var state = new RollupState(List.of(new CountState(visitors.length), uniq));
    return RollupRow.of(Rollup.TRAFFIC, key, part, version, state);
  }
}
