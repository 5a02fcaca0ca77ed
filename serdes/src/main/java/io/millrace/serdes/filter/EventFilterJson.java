package io.millrace.serdes.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.DefinitionJson;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.filter.EventFilter.All;
import io.millrace.serdes.filter.EventFilter.Any;
import io.millrace.serdes.filter.EventFilter.Compare;
import io.millrace.serdes.filter.EventFilter.Comparison;
import io.millrace.serdes.filter.EventFilter.Contains;
import io.millrace.serdes.filter.EventFilter.Exists;
import io.millrace.serdes.filter.EventFilter.In;
import io.millrace.serdes.filter.EventFilter.Not;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@link EventFilter} as JSON: {@code {"all": [...]}}, {@code {"any": [...]}}, {@code {"not":
 * {...}}}, or a field with its operators: {@code {"field": "country", "in": ["PL"]}}, or {@code
 * equals}, {@code contains}, {@code exists}, {@code lt}, {@code lte}, {@code gt}, {@code gte};
 * several operators must all hold.
 */
public final class EventFilterJson {
  private static final int MAX_DEPTH = 10;
  private static final int MAX_ENTRIES = 1000;
  private static final Set<String> TESTS =
      Set.of("field", "equals", "in", "contains", "exists", "lt", "lte", "gt", "gte");

  private EventFilterJson() {}

  /** Parses a filter; faults name the field by its path below {@code at}. */
  public static EventFilter parse(String at, JsonNode json) throws InvalidDefinition {
    return parse(at, json, MAX_DEPTH);
  }

  /** The filter as JSON that {@link #parse} accepts. */
  public static ObjectNode write(EventFilter filter) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (filter) {
      case All(List<EventFilter> filters) -> write(filters, json.putArray("all"));
      case Any(List<EventFilter> filters) -> write(filters, json.putArray("any"));
      case Not(EventFilter inner) -> json.set("not", write(inner));
      case In in -> {
        ArrayNode values = json.put("field", in.field().path()).putArray("in");
        in.sorted().forEach(values::add);
      }
      case Contains(Field field, String part) ->
          json.put("field", field.path()).put("contains", part);
      case Exists(Field field) -> json.put("field", field.path()).put("exists", true);
      case Compare(Field field, Comparison comparison, double bound) ->
          json.put("field", field.path()).put(comparison.wireName(), bound);
    }
    return json;
  }

  private static void write(List<EventFilter> filters, ArrayNode json) {
    filters.forEach(filter -> json.add(write(filter)));
  }

  private static EventFilter parse(String at, JsonNode json, int depth) throws InvalidDefinition {
    if (!json.isObject()) {
      throw new InvalidDefinition(at, "must be an object with all, any, not or field");
    }
    if (depth == 0) {
      throw new InvalidDefinition(at, "must not be nested deeper than %d".formatted(MAX_DEPTH));
    }
    if (json.has("field")) {
      return tests(at, json);
    }
    if (json.size() != 1) {
      throw new InvalidDefinition(at, "must have one of all, any, not, or field");
    }
    String word = json.fieldNames().next();
    JsonNode inner = json.path(word);
    return switch (word) {
      case "all" -> new All(list(at + ".all", inner, depth));
      case "any" -> new Any(list(at + ".any", inner, depth));
      case "not" -> new Not(parse(at + ".not", inner, depth - 1));
      default ->
          throw new InvalidDefinition(at, "must have all, any, not or field, but had " + word);
    };
  }

  private static List<EventFilter> list(String at, JsonNode json, int depth)
      throws InvalidDefinition {
    if (!json.isArray() || json.isEmpty() || json.size() > MAX_ENTRIES) {
      throw new InvalidDefinition(at, "must be a list of 1 to %d filters".formatted(MAX_ENTRIES));
    }
    var filters = new ArrayList<EventFilter>();
    for (int i = 0; i < json.size(); i++) {
      filters.add(parse(at + "[" + i + "]", json.path(i), depth - 1));
    }
    return filters;
  }

  /** The field with this path; throws with the known paths if there is none. */
  public static Field field(String at, String path) throws InvalidDefinition {
    return Field.parse(path)
        .orElseThrow(
            () ->
                new InvalidDefinition(
                    at,
                    "must be one of %s or properties.NAME, but was '%s'"
                        .formatted(Field.paths(), path)));
  }

  private static EventFilter tests(String at, JsonNode json) throws InvalidDefinition {
    DefinitionJson.checkFields(at + ".", json, TESTS);
    Field field = field(at + ".field", json.path("field").asText());
    var tests = new ArrayList<EventFilter>();
    if (json.has("equals")) {
      tests.add(new In(field, Set.of(text(at + ".equals", json.path("equals")))));
    }
    if (json.has("in")) {
      tests.add(new In(field, texts(at + ".in", json.path("in"))));
    }
    if (json.has("contains")) {
      tests.add(new Contains(field, text(at + ".contains", json.path("contains"))));
    }
    if (json.has("exists")) {
      EventFilter exists = new Exists(field);
      tests.add(json.path("exists").asBoolean() ? exists : new Not(exists));
    }
    for (Comparison comparison : Comparison.values()) {
      if (json.has(comparison.wireName())) {
        tests.add(compare(at, field, comparison, json.path(comparison.wireName())));
      }
    }
    if (tests.isEmpty()) {
      throw new InvalidDefinition(
          at, "must have an operator, one of %s".formatted(TESTS.stream().sorted().toList()));
    }
    return tests.size() == 1 ? tests.getFirst() : new All(tests);
  }

  private static EventFilter compare(String at, Field field, Comparison comparison, JsonNode bound)
      throws InvalidDefinition {
    if (!field.numeric() || !bound.isNumber()) {
      throw new InvalidDefinition(
          at + "." + comparison.wireName(),
          "must compare money.amount or properties.NAME with a number");
    }
    return new Compare(field, comparison, bound.asDouble());
  }

  /** A non-empty list of strings. */
  public static Set<String> texts(String at, JsonNode json) throws InvalidDefinition {
    if (!json.isArray() || json.isEmpty() || json.size() > MAX_ENTRIES) {
      throw new InvalidDefinition(at, "must be a list of 1 to %d values".formatted(MAX_ENTRIES));
    }
    var texts = new HashSet<String>();
    for (JsonNode one : json) {
      texts.add(text(at, one));
    }
    return texts;
  }

  /** A string; numbers and booleans are converted to their text. */
  public static String text(String at, JsonNode json) throws InvalidDefinition {
    if (json.isNumber()) {
      return NumberText.of(json.asDouble());
    }
    if (!json.isTextual() && !json.isBoolean()) {
      throw new InvalidDefinition(at, "must be a string, number or boolean, but was " + json);
    }
    return json.asText();
  }
}
