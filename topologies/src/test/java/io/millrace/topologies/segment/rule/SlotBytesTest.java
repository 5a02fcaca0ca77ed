package io.millrace.topologies.segment.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.filter.EventField;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.EventFilter.Comparison;
import io.millrace.serdes.filter.PropertyField;
import io.millrace.topologies.segment.rule.Behaviour.Bound;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes of slots, as the first release has them. */
class SlotBytesTest {
  private static final long NOON = 1_700_000_000_000L;
  private static final long HOUR = 3_600_000;
  private static final EventFilter BROWSE = EventFilter.ofType("browse");
  private static final EventFilter PURCHASE = EventFilter.ofType("purchase");

  @Test
  void readsCounts() {
    reads(new Behaviour.Count(BROWSE, Bound.AT_LEAST, 3, 24 * HOUR), "02d0afabfef962e807");
  }

  @Test
  void readsFirstMoments() {
    reads(new Behaviour.First(BROWSE, 24 * HOUR), "80a0abfef962");
  }

  @Test
  void readsLastMoments() {
    reads(new Behaviour.Stopped(BROWSE, HOUR), "d0afabfef962");
  }

  @Test
  void readsDays() {
    reads(new Behaviour.Regularly(BROWSE, 1, 7, ZoneOffset.UTC), "01b6b302");
  }

  @Test
  void readsSequences() {
    reads(
        new Behaviour.Sequence(
            List.of(BROWSE, PURCHASE), Optional.of(EventFilter.named("b")), HOUR, 24 * HOUR),
        "0380a0abfef96201c13e82a61d");
  }

  @Test
  void readsDistinctValues() {
    reads(
        new Behaviour.Distinct(new PropertyField("product"), BROWSE, Bound.AT_LEAST, 2, 24 * HOUR),
        "0280a0abfef962ac76de82bb46e678e8077ead6434174dd829");
  }

  @Test
  void readsAmounts() {
    reads(
        new Behaviour.Sum(EventField.MONEY_AMOUNT, PURCHASE, 24 * HOUR, Comparison.AT_LEAST, 10),
        "000190d9b2fef96290a10f00");
    reads(
        new Behaviour.Ratio(PURCHASE, BROWSE, 24 * HOUR, Comparison.LESS, 1),
        "000380a0abfef9620001e8070001e0d4030200");
  }

  private static void reads(Behaviour behaviour, String released) {
    Slot slot = behaviour.slot();
    slot.add(event(EventType.BROWSE, "a", NOON, "lamp"));
    slot.add(event(EventType.BROWSE, "a", NOON + 1_000, "chair"));
    slot.add(event(EventType.PURCHASE, "a", NOON + 61_000, "chair"));
    assertThat(HexFormat.of().formatHex(bytes(slot))).isEqualTo(released);
    Slot read = behaviour.slot(new ByteReader(HexFormat.of().parseHex(released)));
    long now = NOON + HOUR / 2;
    assertThat(read.verdict(behaviour, now)).isEqualTo(slot.verdict(behaviour, now));
    assertThat(read.evidence(behaviour, now)).isEqualTo(slot.evidence(behaviour, now));
    assertThat(bytes(read)).isEqualTo(bytes(slot));
  }

  private static byte[] bytes(Slot slot) {
    var out = new ByteWriter(64);
    slot.write(out);
    return out.toBytes();
  }

  private static Event event(EventType type, String name, long at, String product) {
    boolean bought = type == EventType.PURCHASE;
    return new Event(
        "shop",
        "m" + at,
        type,
        name,
        "ada",
        "",
        "",
        at,
        at,
        false,
        Page.NONE,
        "",
        Campaign.NONE,
        Device.NONE,
        "",
        "",
        bought ? new Money(new BigDecimal("12.50"), "EUR") : Money.NONE,
        new Properties(Map.of("product", product), Map.of(), Map.of()));
  }
}
