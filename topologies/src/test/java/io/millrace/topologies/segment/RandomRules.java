package io.millrace.topologies.segment;

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
import io.millrace.serdes.filter.Field;
import io.millrace.serdes.filter.PropertyField;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Behaviour.Bound;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.RuleVersion.Tracked;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.TraitTest;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Rules and events that meet often: few names, few values, times close together. */
final class RandomRules {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<Long> LENGTHS =
      List.of(1_000L, 5_000L, 60_000L, 3_600_000L, 86_400_000L, 7 * 86_400_000L);
  private static final List<ZoneId> ZONES =
      List.of(ZoneId.of("UTC"), ZoneId.of("Europe/Warsaw"), ZoneId.of("Pacific/Apia"));

  private final Random random;

  /** What half of all behaviours ask for, so that many share a slot. */
  private final EventFilter usual;

  RandomRules(Random random) {
    this.random = random;
    this.usual = someEvents();
  }

  /** Segments of which each may ask for those before it; all active, counting from the start. */
  List<Segment> segments(int most) {
    var segments = new ArrayList<Segment>();
    int count = 1 + random.nextInt(most);
    for (int i = 0; i < count; i++) {
      segments.add(segment("s" + i, 1, condition(3, i)));
    }
    return segments;
  }

  static Segment segment(String name, int version, Condition rule) {
    return new Segment(
        "shop",
        name,
        "",
        version,
        Optional.of(version(version, rule)),
        Optional.empty(),
        Optional.empty());
  }

  static RuleVersion version(int number, Condition rule) {
    return new RuleVersion(
        number,
        rule,
        RuleVersion.behaviours(rule).stream().map(one -> new Tracked(one, 0)).toList());
  }

  Condition condition(int depth, int segments) {
    int kind = random.nextInt(depth == 0 ? 4 : 7);
    return switch (kind) {
      case 0, 1, 2 -> new Condition.Behaves(behaviour());
      case 3 ->
          segments > 0 && random.nextBoolean()
              ? new Condition.InSegment("s" + random.nextInt(segments))
              : new Condition.HasTrait(trait());
      case 4 -> new Condition.All(conditions(depth, segments));
      case 5 -> new Condition.Any(conditions(depth, segments));
      default -> new Condition.Not(condition(depth - 1, segments));
    };
  }

  Event event(String visitor, long occurredAt, long receivedAt) {
    boolean identify = random.nextInt(12) == 0;
    EventType type =
        identify
            ? EventType.IDENTIFY
            : pick(List.of(EventType.BROWSE, EventType.PURCHASE, EventType.CUSTOM));
    Map<String, String> texts =
        identify
            ? Map.of("plan", pick(List.of("free", "pro")))
            : random.nextBoolean() ? Map.of("category", "c" + random.nextInt(4)) : Map.of();
    Map<String, Double> numbers =
        random.nextBoolean() ? Map.of("price", (random.nextInt(9) - 2) / 2.0) : Map.of();
    Money money =
        type == EventType.PURCHASE
            ? new Money(BigDecimal.valueOf(random.nextInt(50), 1), "EUR")
            : Money.NONE;
    return new Event(
        "shop",
        "m" + random.nextLong(),
        type,
        pick(NAMES),
        visitor,
        "",
        "",
        occurredAt,
        receivedAt,
        false,
        Page.NONE,
        "",
        Campaign.NONE,
        Device.NONE,
        "",
        "",
        money,
        new Properties(texts, numbers, Map.of()));
  }

  long length() {
    return pick(LENGTHS);
  }

  private List<Condition> conditions(int depth, int segments) {
    return IntStream.rangeClosed(0, random.nextInt(3))
        .mapToObj(_ -> condition(depth - 1, segments))
        .toList();
  }

  private TraitTest trait() {
    return random.nextBoolean()
        ? new TraitTest.In("plan", Set.of(pick(List.of("free", "pro"))))
        : new TraitTest.Exists("plan");
  }

  private Behaviour behaviour() {
    return switch (random.nextInt(10)) {
      case 0 -> new Behaviour.First(events(), length());
      case 1 -> new Behaviour.Stopped(events(), length());
      case 2 -> {
        int of = 1 + random.nextInt(5);
        yield new Behaviour.Regularly(events(), 1 + random.nextInt(of), of, pick(ZONES));
      }
      case 3, 4 -> sequence();
      case 5 ->
          new Behaviour.Distinct(field(), events(), bound(), 1 + random.nextInt(3), lengthOrEver());
      case 6 ->
          new Behaviour.Sum(number(), events(), lengthOrEver(), comparison(), random.nextInt(6));
      case 7 ->
          new Behaviour.Average(
              number(), events(), lengthOrEver(), comparison(), random.nextInt(5) / 2.0);
      case 8 ->
          new Behaviour.Ratio(
              events(), events(), lengthOrEver(), comparison(), random.nextInt(5) / 2.0);
      default -> new Behaviour.Count(events(), bound(), random.nextInt(4), lengthOrEver());
    };
  }

  private Behaviour sequence() {
    List<EventFilter> steps =
        IntStream.rangeClosed(1, 2 + random.nextInt(2)).mapToObj(_ -> someEvents()).toList();
    if (random.nextBoolean()) {
      steps = List.of(usual, usual);
    }
    Optional<EventFilter> without =
        random.nextBoolean() ? Optional.of(someEvents()) : Optional.empty();
    return new Behaviour.Sequence(steps, without, length(), length());
  }

  private EventFilter events() {
    return random.nextBoolean() ? usual : someEvents();
  }

  private EventFilter someEvents() {
    return switch (random.nextInt(6)) {
      case 0 -> EventFilter.ofType(pick(List.of("browse", "purchase", "custom")));
      case 1 ->
          new EventFilter.All(
              List.of(
                  EventFilter.named(pick(NAMES)),
                  new EventFilter.In(new PropertyField("category"), Set.of("c1", "c2"))));
      case 2 ->
          new EventFilter.Any(
              List.of(EventFilter.named(pick(NAMES)), EventFilter.ofType("purchase")));
      case 3 -> new EventFilter.Compare(new PropertyField("price"), comparison(), 1);
      default -> EventFilter.named(pick(NAMES));
    };
  }

  private long lengthOrEver() {
    return random.nextInt(8) == 0 ? Behaviour.EVER : length();
  }

  private Field field() {
    return random.nextBoolean() ? new PropertyField("category") : EventField.NAME;
  }

  private Field number() {
    return random.nextBoolean() ? new PropertyField("price") : EventField.MONEY_AMOUNT;
  }

  private Bound bound() {
    return pick(List.of(Bound.values()));
  }

  private Comparison comparison() {
    return pick(List.of(Comparison.values()));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
