package io.millrace.topologies.segment.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.DefinitionJson;
import io.millrace.serdes.definition.InvalidDefinition;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * {@link Condition} as JSON: {@code {"all": [...]}}, {@code {"any": [...]}}, {@code {"not":
 * {...}}}, {@code {"segment": NAME}}, a test of a {@code trait}, or a behaviour.
 */
public final class ConditionJson {
  /** The pattern of segment names. */
  public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private static final int MAX_DEPTH = 10;
  private static final int MAX_PARTS = 50;
  private static final List<String> GROUPS = List.of("all", "any", "not");

  private final ZoneId zone;

  /**
   * @param zone of days if a rule does not set another
   */
  public ConditionJson(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * Parses a condition.
   *
   * @param at its path, such as {@code rule}
   */
  public Condition parse(String at, JsonNode json) throws InvalidDefinition {
    return parse(at, json, MAX_DEPTH);
  }

  /** The condition as JSON that {@link #parse} accepts. */
  public static ObjectNode write(Condition condition) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (condition) {
      case Condition.All(List<Condition> parts) -> write(parts, json.putArray("all"));
      case Condition.Any(List<Condition> parts) -> write(parts, json.putArray("any"));
      case Condition.Not(Condition part) -> json.set("not", write(part));
      case Condition.InSegment(String segment) -> json.put("segment", segment);
      case Condition.HasTrait(TraitTest test) -> TraitJson.write(test, json);
      case Condition.Behaves(Behaviour behaviour) -> BehaviourJson.write(behaviour, json);
    }
    return json;
  }

  private static void write(List<Condition> parts, ArrayNode json) {
    parts.forEach(part -> json.add(write(part)));
  }

  private Condition parse(String at, JsonNode json, int depth) throws InvalidDefinition {
    if (!json.isObject() || json.isEmpty()) {
      throw new InvalidDefinition(at, "must be an object with one of " + words());
    }
    if (depth == 0) {
      throw new InvalidDefinition(at, "must not be nested deeper than %d".formatted(MAX_DEPTH));
    }
    var found = new TreeSet<>(words());
    found.retainAll(names(json));
    if (found.size() != 1) {
      throw new InvalidDefinition(
          at, "must have exactly one of %s, but had %s".formatted(words(), names(json)));
    }
    String word = found.first();
    return switch (word) {
      case "all" -> new Condition.All(parts(at, word, json, depth));
      case "any" -> new Condition.Any(parts(at, word, json, depth));
      case "not" -> not(at, json, depth);
      case "segment" -> inSegment(at, json);
      case "trait" -> new Condition.HasTrait(TraitJson.parse(at, json));
      default -> new Condition.Behaves(BehaviourJson.parse(at, word, json, zone));
    };
  }

  private Condition not(String at, JsonNode json, int depth) throws InvalidDefinition {
    DefinitionJson.checkFields(at + ".", json, Set.of("not"));
    return new Condition.Not(parse(at + ".not", json.path("not"), depth - 1));
  }

  private List<Condition> parts(String at, String word, JsonNode json, int depth)
      throws InvalidDefinition {
    DefinitionJson.checkFields(at + ".", json, Set.of(word));
    JsonNode list = json.path(word);
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_PARTS) {
      throw new InvalidDefinition(
          at + "." + word, "must be a list of 1 to %d conditions".formatted(MAX_PARTS));
    }
    var parts = new ArrayList<Condition>();
    for (int i = 0; i < list.size(); i++) {
      parts.add(parse("%s.%s[%d]".formatted(at, word, i), list.path(i), depth - 1));
    }
    return parts;
  }

  private static Condition inSegment(String at, JsonNode json) throws InvalidDefinition {
    DefinitionJson.checkFields(at + ".", json, Set.of("segment"));
    String segment = json.path("segment").asText();
    if (!NAME.matcher(segment).matches()) {
      throw new InvalidDefinition(
          at + ".segment", "must match %s, but was '%s'".formatted(NAME.pattern(), segment));
    }
    return new Condition.InSegment(segment);
  }

  private static List<String> words() {
    var words = new ArrayList<>(GROUPS);
    words.addAll(BehaviourJson.WORDS);
    words.addAll(List.of("trait", "segment"));
    return words;
  }

  private static List<String> names(JsonNode json) {
    var names = new ArrayList<String>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
