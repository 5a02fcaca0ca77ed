package io.millrace.topologies.segment.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.DefinitionJson;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.filter.EventField;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.EventFilter.Comparison;
import io.millrace.serdes.filter.EventFilterJson;
import io.millrace.serdes.filter.Field;
import io.millrace.serdes.filter.RuleDurations;
import io.millrace.topologies.segment.rule.Behaviour.Bound;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@link Behaviour} as JSON. Events are chosen by {@code type}, {@code name} (a text or a list) and
 * {@code where} (a filter); {@code within} may be missing where all time can count.
 *
 * <ul>
 *   <li>{@code {"did": EVENTS, "atLeast": 3, "within": "7d"}}, or {@code atMost}, {@code exactly};
 *       at least once where none is given
 *   <li>{@code {"never": EVENTS, "within": "30d"}}
 *   <li>{@code {"first": EVENTS, "within": "7d"}}
 *   <li>{@code {"stopped": EVENTS, "within": "30d"}}
 *   <li>{@code {"regularly": EVENTS, "days": 5, "of": 7, "timeZone": "Europe/Warsaw"}}
 *   <li>{@code {"sequence": [EVENTS, EVENTS], "gap": "30m", "without": EVENTS, "within": "1d"}}
 *   <li>{@code {"sum": FIELD, "of": EVENTS, "within": "30d", "gte": 100}}, the same with {@code
 *       average}
 *   <li>{@code {"distinct": FIELD, "of": EVENTS, "atLeast": 5, "within": "1h"}}
 *   <li>{@code {"ratio": EVENTS, "to": EVENTS, "within": "7d", "lt": 0.1}}
 * </ul>
 */
final class BehaviourJson {
  /** The field that identifies each behaviour. */
  static final List<String> WORDS =
      List.of(
          "did",
          "never",
          "first",
          "stopped",
          "regularly",
          "sequence",
          "sum",
          "average",
          "distinct",
          "ratio");

  private static final int MAX_TIMES = 1_000;
  private static final int MAX_DAYS = 180;
  private static final int MAX_STEPS = 10;
  private static final Set<String> EVENTS = Set.of("type", "name", "where");
  private static final List<String> COMPARISONS = List.of("lt", "lte", "gt", "gte");
  private static final List<String> BOUNDS = List.of("atLeast", "atMost", "exactly");

  private BehaviourJson() {}

  static Behaviour parse(String at, String word, JsonNode json, ZoneId zone)
      throws InvalidDefinition {
    return switch (word) {
      case "did" -> count(at, json);
      case "never" -> never(at, json);
      case "first" -> first(at, json);
      case "stopped" -> stopped(at, json);
      case "regularly" -> regularly(at, json, zone);
      case "sequence" -> sequence(at, json);
      case "distinct" -> distinct(at, json);
      case "ratio" -> ratio(at, json);
      case "sum", "average" -> amount(at, word, json);
      default -> throw new IllegalArgumentException(word);
    };
  }

  static void write(Behaviour behaviour, ObjectNode json) {
    switch (behaviour) {
      case Behaviour.Count count -> {
        json.set("did", events(count.events()));
        json.put(count.bound().wireName(), count.times());
        within(count.within(), json);
      }
      case Behaviour.First first -> {
        json.set("first", events(first.events()));
        within(first.within(), json);
      }
      case Behaviour.Stopped stopped -> {
        json.set("stopped", events(stopped.events()));
        within(stopped.within(), json);
      }
      case Behaviour.Regularly regularly -> {
        json.set("regularly", events(regularly.events()));
        json.put("days", regularly.days()).put("of", regularly.of());
        json.put("timeZone", regularly.zone().getId());
      }
      case Behaviour.Sequence sequence -> {
        ArrayNode steps = json.putArray("sequence");
        sequence.steps().forEach(step -> steps.add(events(step)));
        json.put("gap", RuleDurations.text(sequence.gap()));
        sequence.without().ifPresent(without -> json.set("without", events(without)));
        within(sequence.within(), json);
      }
      case Behaviour.Distinct distinct -> {
        json.put("distinct", distinct.field().path()).set("of", events(distinct.events()));
        json.put(distinct.bound().wireName(), distinct.values());
        within(distinct.within(), json);
      }
      case Behaviour.Sum sum -> {
        json.put("sum", sum.field().path()).set("of", events(sum.events()));
        amount(sum, json);
      }
      case Behaviour.Average average -> {
        json.put("average", average.field().path()).set("of", events(average.events()));
        amount(average, json);
      }
      case Behaviour.Ratio ratio -> {
        json.set("ratio", events(ratio.events()));
        json.set("to", events(ratio.to()));
        amount(ratio, json);
      }
    }
  }

  static double number(String at, JsonNode json) throws InvalidDefinition {
    if (!json.isNumber() || !Double.isFinite(json.asDouble())) {
      throw new InvalidDefinition(at, "must be a number, but was " + json);
    }
    return json.asDouble();
  }

  private static Behaviour count(String at, JsonNode json) throws InvalidDefinition {
    check(at, json, Set.of("did", "within"), BOUNDS);
    Bound bound = BOUNDS.stream().noneMatch(json::has) ? Bound.AT_LEAST : bound(at, json);
    int least = bound == Bound.AT_LEAST ? 1 : 0;
    int times =
        json.has(bound.wireName()) ? whole(at, bound.wireName(), json, least, MAX_TIMES) : 1;
    return new Behaviour.Count(events(at, "did", json), bound, times, withinOrEver(at, json));
  }

  private static Behaviour never(String at, JsonNode json) throws InvalidDefinition {
    check(at, json, Set.of("never", "within"), List.of());
    return new Behaviour.Count(events(at, "never", json), Bound.AT_MOST, 0, withinOrEver(at, json));
  }

  private static Behaviour first(String at, JsonNode json) throws InvalidDefinition {
    check(at, json, Set.of("first", "within"), List.of());
    return new Behaviour.First(events(at, "first", json), within(at, json));
  }

  private static Behaviour stopped(String at, JsonNode json) throws InvalidDefinition {
    check(at, json, Set.of("stopped", "within"), List.of());
    return new Behaviour.Stopped(events(at, "stopped", json), within(at, json));
  }

  private static Behaviour regularly(String at, JsonNode json, ZoneId otherwise)
      throws InvalidDefinition {
    check(at, json, Set.of("regularly", "days", "of", "timeZone"), List.of());
    int of = whole(at, "of", json, 1, MAX_DAYS);
    int days = whole(at, "days", json, 1, of);
    return new Behaviour.Regularly(
        events(at, "regularly", json), days, of, zone(at, json, otherwise));
  }

  private static ZoneId zone(String at, JsonNode json, ZoneId otherwise) throws InvalidDefinition {
    if (!json.has("timeZone")) {
      return otherwise;
    }
    try {
      return ZoneId.of(json.path("timeZone").asText());
    } catch (DateTimeException _) {
      throw new InvalidDefinition(
          at + ".timeZone",
          "must be a time zone such as Europe/Warsaw, but was " + json.path("timeZone"));
    }
  }

  private static Behaviour sequence(String at, JsonNode json) throws InvalidDefinition {
    check(at, json, Set.of("sequence", "gap", "without", "within"), List.of());
    JsonNode list = json.path("sequence");
    if (!list.isArray() || list.size() < 2 || list.size() > MAX_STEPS) {
      throw new InvalidDefinition(
          at + ".sequence", "must be a list of 2 to %d steps".formatted(MAX_STEPS));
    }
    var steps = new ArrayList<EventFilter>();
    for (int i = 0; i < list.size(); i++) {
      steps.add(events("%s.sequence[%d]".formatted(at, i), list.path(i)));
    }
    Optional<EventFilter> without =
        json.has("without") ? Optional.of(events(at, "without", json)) : Optional.empty();
    long gap = RuleDurations.parse(at + ".gap", json.path("gap").asText());
    return new Behaviour.Sequence(steps, without, gap, within(at, json));
  }

  private static Behaviour distinct(String at, JsonNode json) throws InvalidDefinition {
    check(at, json, Set.of("distinct", "of", "within"), BOUNDS);
    Bound bound = bound(at, json);
    int least = bound == Bound.AT_LEAST ? 1 : 0;
    return new Behaviour.Distinct(
        EventFilterJson.field(at + ".distinct", json.path("distinct").asText()),
        events(at, "of", json),
        bound,
        whole(at, bound.wireName(), json, least, MAX_TIMES),
        withinOrEver(at, json));
  }

  private static Behaviour ratio(String at, JsonNode json) throws InvalidDefinition {
    check(at, json, Set.of("ratio", "to", "within"), COMPARISONS);
    Comparison comparison = comparison(at, json);
    return new Behaviour.Ratio(
        events(at, "ratio", json),
        events(at, "to", json),
        withinOrEver(at, json),
        comparison,
        number(at + "." + comparison.wireName(), json.path(comparison.wireName())));
  }

  private static Behaviour amount(String at, String word, JsonNode json) throws InvalidDefinition {
    check(at, json, Set.of(word, "of", "within"), COMPARISONS);
    Field field = EventFilterJson.field(at + "." + word, json.path(word).asText());
    if (!field.numeric()) {
      throw new InvalidDefinition(
          at + "." + word,
          "must be a number, money.amount or properties.NAME, but was " + field.path());
    }
    EventFilter events = events(at, "of", json);
    long within = withinOrEver(at, json);
    Comparison comparison = comparison(at, json);
    double bound = number(at + "." + comparison.wireName(), json.path(comparison.wireName()));
    return word.equals("sum")
        ? new Behaviour.Sum(field, events, within, comparison, bound)
        : new Behaviour.Average(field, events, within, comparison, bound);
  }

  private static void check(String at, JsonNode json, Set<String> fields, List<String> choices)
      throws InvalidDefinition {
    var known = new HashSet<>(fields);
    known.addAll(choices);
    DefinitionJson.checkFields(at + ".", json, known);
  }

  private static Bound bound(String at, JsonNode json) throws InvalidDefinition {
    String word = oneOf(at, json, BOUNDS);
    return Arrays.stream(Bound.values())
        .filter(bound -> bound.wireName().equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static Comparison comparison(String at, JsonNode json) throws InvalidDefinition {
    String word = oneOf(at, json, COMPARISONS);
    return Arrays.stream(Comparison.values())
        .filter(one -> one.wireName().equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static String oneOf(String at, JsonNode json, List<String> words)
      throws InvalidDefinition {
    List<String> found = words.stream().filter(json::has).toList();
    if (found.size() != 1) {
      throw new InvalidDefinition(
          at, "must have exactly one of %s, but had %s".formatted(words, found));
    }
    return found.getFirst();
  }

  private static int whole(String at, String word, JsonNode json, int least, int most)
      throws InvalidDefinition {
    JsonNode number = json.path(word);
    if (!number.isInt() || number.asInt() < least || number.asInt() > most) {
      throw new InvalidDefinition(
          at + "." + word,
          "must be a whole number from %d to %d, but was %s".formatted(least, most, number));
    }
    return number.asInt();
  }

  private static long within(String at, JsonNode json) throws InvalidDefinition {
    return RuleDurations.parse(at + ".within", json.path("within").asText());
  }

  private static long withinOrEver(String at, JsonNode json) throws InvalidDefinition {
    return json.has("within") ? within(at, json) : Behaviour.EVER;
  }

  private static void within(long within, ObjectNode json) {
    if (within != Behaviour.EVER) {
      json.put("within", RuleDurations.text(within));
    }
  }

  private static void amount(Behaviour.Amount amount, ObjectNode json) {
    within(amount.within(), json);
    json.put(amount.comparison().wireName(), amount.bound());
  }

  private static EventFilter events(String at, String word, JsonNode json)
      throws InvalidDefinition {
    return events(at + "." + word, json.path(word));
  }

  private static EventFilter events(String at, JsonNode json) throws InvalidDefinition {
    if (!json.isObject() || json.isEmpty()) {
      throw new InvalidDefinition(at, "must be an object with type, name or where");
    }
    DefinitionJson.checkFields(at + ".", json, EVENTS);
    var filters = new ArrayList<EventFilter>();
    if (json.has("type")) {
      filters.add(EventFilter.ofType(type(at + ".type", json.path("type"))));
    }
    if (json.has("name")) {
      filters.add(new EventFilter.In(EventField.NAME, names(at + ".name", json.path("name"))));
    }
    if (json.has("where")) {
      flatten(EventFilterJson.parse(at + ".where", json.path("where")), filters);
    }
    return inOrder(filters);
  }

  private static void flatten(EventFilter filter, List<EventFilter> parts) {
    if (filter instanceof EventFilter.All(var inner)) {
      inner.forEach(part -> flatten(part, parts));
    } else {
      parts.add(filter);
    }
  }

  /** In canonical order: a type, names, the rest; so that what is read again is equal. */
  private static EventFilter inOrder(List<EventFilter> parts) {
    var ordered = new ArrayList<EventFilter>();
    parts.stream().filter(BehaviourJson::isOneType).findFirst().ifPresent(ordered::add);
    parts.stream().filter(BehaviourJson::isName).findFirst().ifPresent(ordered::add);
    var rest = new ArrayList<>(parts);
    ordered.forEach(rest::remove);
    ordered.addAll(rest);
    return ordered.size() == 1 ? ordered.getFirst() : new EventFilter.All(ordered);
  }

  private static String type(String at, JsonNode json) throws InvalidDefinition {
    return EventType.parse(json.asText())
        .orElseThrow(
            () ->
                new InvalidDefinition(
                    at, "must be one of %s, but was %s".formatted(EventType.wireNames(), json)))
        .wireName();
  }

  private static Set<String> names(String at, JsonNode json) throws InvalidDefinition {
    return json.isArray()
        ? EventFilterJson.texts(at, json)
        : Set.of(EventFilterJson.text(at, json));
  }

  private static ObjectNode events(EventFilter events) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    var others = new ArrayList<EventFilter>();
    for (EventFilter part :
        events instanceof EventFilter.All(var parts) ? parts : List.of(events)) {
      switch (part) {
        case EventFilter.In in when isOneType(in) && !json.has("type") ->
            json.put("type", in.sorted().getFirst());
        case EventFilter.In in when isName(in) && !json.has("name") -> {
          ArrayNode names = json.putArray("name");
          in.sorted().forEach(names::add);
        }
        default -> others.add(part);
      }
    }
    if (!others.isEmpty()) {
      EventFilter rest = others.size() == 1 ? others.getFirst() : new EventFilter.All(others);
      json.set("where", EventFilterJson.write(rest));
    }
    return json;
  }

  private static boolean isOneType(EventFilter filter) {
    return filter instanceof EventFilter.In in
        && in.field() == EventField.TYPE
        && in.values().size() == 1
        && EventType.parse(in.sorted().getFirst()).isPresent();
  }

  private static boolean isName(EventFilter filter) {
    return filter instanceof EventFilter.In in && in.field() == EventField.NAME;
  }
}
