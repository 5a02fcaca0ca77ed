package io.millrace.service.segments;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.definition.DefinitionJson;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.ConditionJson;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request to define a segment.
 *
 * @param activates whether a new version is activated automatically; empty if unspecified
 */
record SegmentRequest(String description, Condition rule, Optional<Boolean> activates) {
  static final String WHEN_READY = "when-ready";
  static final String BY_HAND = "by-hand";

  private static final int MAX_DESCRIPTION = 1_000;

  /**
   * Parses the body of a request.
   *
   * @param zone of days if the rule does not set another
   */
  static SegmentRequest parse(String name, JsonNode json, ZoneId zone) {
    try {
      checkName(name, json);
      return new SegmentRequest(
          description(json), rule(json, zone), activates(json.path("activate")));
    } catch (InvalidDefinition e) {
      throw new FailureException(new Failure.Invalid(String.valueOf(e.getMessage()), e.at()));
    }
  }

  private static void checkName(String name, JsonNode json) throws InvalidDefinition {
    if (!ConditionJson.NAME.matcher(name).matches()) {
      throw new InvalidDefinition(
          "name", "must match %s, but was '%s'".formatted(ConditionJson.NAME.pattern(), name));
    }
    if (!json.isObject()) {
      throw new InvalidDefinition("rule", "must be in an object, beside description and activate");
    }
    DefinitionJson.checkFields("", json, Set.of("name", "description", "rule", "activate"));
    if (json.has("name") && !json.path("name").asText().equals(name)) {
      throw new InvalidDefinition(
          "name", "must be that of the path, %s, but was %s".formatted(name, json.path("name")));
    }
  }

  private static String description(JsonNode json) throws InvalidDefinition {
    JsonNode description = json.path("description");
    if (description.isMissingNode()) {
      return "";
    }
    if (!description.isTextual() || description.asText().length() > MAX_DESCRIPTION) {
      throw new InvalidDefinition(
          "description", "must be a string of at most %d characters".formatted(MAX_DESCRIPTION));
    }
    return description.asText();
  }

  private static Condition rule(JsonNode json, ZoneId zone) throws InvalidDefinition {
    return new ConditionJson(zone).parse("rule", json.path("rule"));
  }

  private static Optional<Boolean> activates(JsonNode json) throws InvalidDefinition {
    if (json.isMissingNode()) {
      return Optional.empty();
    }
    List<String> words = List.of(WHEN_READY, BY_HAND);
    if (!json.isTextual() || !words.contains(json.asText())) {
      throw new InvalidDefinition(
          "activate", "must be one of %s, but was %s".formatted(words, json));
    }
    return Optional.of(json.asText().equals(WHEN_READY));
  }
}
