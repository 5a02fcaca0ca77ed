package io.millrace.topologies.segment.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.topologies.segment.rule.RuleVersion.Tracked;
import io.millrace.topologies.segment.rule.Segment.Candidate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@link Segment} as the body of its definition. */
public final class SegmentJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ConditionJson CONDITIONS = new ConditionJson(ZoneOffset.UTC);

  private SegmentJson() {}

  /** The body of the segment's definition, as JSON text. */
  public static String body(Segment segment) {
    ObjectNode body =
        JSON.createObjectNode()
            .put("lastVersion", segment.lastVersion())
            .put("description", segment.description());
    segment.active().ifPresent(rule -> body.set("active", write(rule)));
    segment.previous().ifPresent(rule -> body.set("previous", write(rule)));
    segment
        .candidate()
        .ifPresent(
            candidate ->
                body.set(
                    "candidate",
                    write(candidate.rule())
                        .put("stage", candidate.stage().name().toLowerCase(Locale.ROOT))
                        .put("activates", candidate.activates())));
    return body.toString();
  }

  /** The body that remains of a removed segment, so that version numbers are not reused. */
  public static String bodyOfRemoved(int lastVersion) {
    return JSON.createObjectNode().put("lastVersion", lastVersion).put("removed", true).toString();
  }

  /** The highest version number so far, also of a removed segment. */
  public static int lastVersion(Definition definition) {
    return json(definition).path("lastVersion").asInt();
  }

  /** The segment; empty if it was removed. */
  public static Optional<Segment> parse(Definition definition) throws InvalidDefinition {
    JsonNode body;
    try {
      body = JSON.readTree(definition.body());
    } catch (JsonProcessingException e) {
      throw new InvalidDefinition("the body", "must be JSON");
    }
    return body.path("removed").asBoolean()
        ? Optional.empty()
        : Optional.of(
            new Segment(
                definition.tenant(),
                definition.name(),
                body.path("description").asText(),
                body.path("lastVersion").asInt(),
                rule("active", body),
                candidate(body),
                rule("previous", body)));
  }

  private static Optional<Candidate> candidate(JsonNode body) throws InvalidDefinition {
    JsonNode json = body.path("candidate");
    Optional<RuleVersion> rule = rule("candidate", body);
    return rule.map(
        version ->
            new Candidate(
                version,
                Segment.CandidateStage.valueOf(
                    json.path("stage").asText().toUpperCase(Locale.ROOT)),
                json.path("activates").asBoolean()));
  }

  private static Optional<RuleVersion> rule(String at, JsonNode body) throws InvalidDefinition {
    JsonNode json = body.path(at);
    if (json.isMissingNode()) {
      return Optional.empty();
    }
    Condition rule = CONDITIONS.parse(at + ".rule", json.path("rule"));
    List<Behaviour> behaviours = RuleVersion.behaviours(rule);
    var tracked = new ArrayList<Tracked>();
    for (int i = 0; i < json.path("since").size(); i++) {
      tracked.add(new Tracked(behaviours.get(i), json.path("since").path(i).asLong()));
    }
    return Optional.of(new RuleVersion(json.path("version").asInt(), rule, tracked));
  }

  private static ObjectNode write(RuleVersion rule) {
    ObjectNode json = JSON.createObjectNode().put("version", rule.version());
    json.set("rule", ConditionJson.write(rule.rule()));
    ArrayNode since = json.putArray("since");
    rule.behaviours().forEach(tracked -> since.add(tracked.since()));
    return json;
  }

  private static JsonNode json(Definition definition) {
    try {
      return JSON.readTree(definition.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a segment's definition is not JSON", e);
    }
  }
}
