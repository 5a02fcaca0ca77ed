package io.millrace.topologies.segment.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.definition.InvalidDefinition;
import java.util.List;
import java.util.Optional;

/** Segments, with the versions of their rules; {@link SegmentJson} is the body. */
public final class SegmentKind implements DefinitionKind<Segment> {
  /** The kind; it has no state. */
  public static final SegmentKind INSTANCE = new SegmentKind();

  private static final int MAX_SEGMENTS = 500;

  private SegmentKind() {}

  @Override
  public String wireName() {
    return "segment";
  }

  @Override
  public Optional<Segment> parse(Definition definition) throws InvalidDefinition {
    return SegmentJson.parse(definition);
  }

  @Override
  public String print(Segment segment) {
    return SegmentJson.body(segment);
  }

  @Override
  public String redact(Definition definition) {
    return definition.body();
  }

  @Override
  public DefinitionCeilings ceilings() {
    return DefinitionCeilings.perTenant(MAX_SEGMENTS);
  }

  @Override
  public Optional<String> collection() {
    return Optional.of("segments");
  }

  /** The segments that the rule asks for. */
  @Override
  public List<String> references(JsonNode request) {
    return request.path("rule").findValues("segment").stream().map(JsonNode::asText).toList();
  }
}
