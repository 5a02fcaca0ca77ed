package io.millrace.topologies.segment.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.DefinitionJson;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.filter.EventFilter.Comparison;
import io.millrace.serdes.filter.EventFilterJson;
import java.util.HashSet;
import java.util.Set;

/**
 * {@link TraitTest} as JSON: {@code {"trait": "plan", "equals": "pro"}}, or {@code in}, {@code
 * contains}, {@code exists}, {@code lt}, {@code lte}, {@code gt}, {@code gte}: one of them.
 */
final class TraitJson {
  private static final Set<String> TESTS =
      Set.of("equals", "in", "contains", "exists", "lt", "lte", "gt", "gte");

  private TraitJson() {}

  static TraitTest parse(String at, JsonNode json) throws InvalidDefinition {
    String trait = json.path("trait").asText();
    if (trait.isEmpty()) {
      throw new InvalidDefinition(at + ".trait", "must be the name of a trait");
    }
    var known = new HashSet<>(TESTS);
    known.add("trait");
    DefinitionJson.checkFields(at + ".", json, known);
    if (json.size() != 2) {
      throw new InvalidDefinition(
          at, "must have trait and one of %s".formatted(TESTS.stream().sorted().toList()));
    }
    for (Comparison comparison : Comparison.values()) {
      JsonNode bound = json.path(comparison.wireName());
      if (!bound.isMissingNode()) {
        return new TraitTest.Compare(
            trait, comparison, BehaviourJson.number(at + "." + comparison.wireName(), bound));
      }
    }
    if (json.has("contains")) {
      return new TraitTest.Contains(
          trait, EventFilterJson.text(at + ".contains", json.path("contains")));
    }
    if (json.has("exists")) {
      if (!json.path("exists").isBoolean() || !json.path("exists").asBoolean()) {
        throw new InvalidDefinition(at + ".exists", "must be true; for the opposite use not");
      }
      return new TraitTest.Exists(trait);
    }
    return new TraitTest.In(
        trait,
        json.has("in")
            ? EventFilterJson.texts(at + ".in", json.path("in"))
            : Set.of(EventFilterJson.text(at + ".equals", json.path("equals"))));
  }

  static void write(TraitTest test, ObjectNode json) {
    json.put("trait", test.trait());
    switch (test) {
      case TraitTest.In in -> {
        ArrayNode values = json.putArray("in");
        in.sorted().forEach(values::add);
      }
      case TraitTest.Contains(_, String part) -> json.put("contains", part);
      case TraitTest.Exists _ -> json.put("exists", true);
      case TraitTest.Compare(_, Comparison comparison, double bound) ->
          json.put(comparison.wireName(), bound);
    }
  }
}
