package io.millrace.serdes.rollup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.serdes.definition.DefinitionChange;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.definition.InvalidDefinition;
import java.util.Optional;

/** Rollups that tenants define; the body has the generation and the start beside the rollup. */
public final class RollupKind implements DefinitionKind<Rollup> {
  /** The kind; it has no state. */
  public static final RollupKind INSTANCE = new RollupKind();

  private static final int MAX_ROLLUPS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GENERATION = "generation";
  private static final String ROLLUP = "rollup";

  /** Left out of a rollup in force, whose body is that of earlier versions. */
  private static final String ACTIVATING = "activating";

  private RollupKind() {}

  @Override
  public String wireName() {
    return "rollup";
  }

  @Override
  public Optional<Rollup> parse(Definition definition) throws InvalidDefinition {
    JsonNode body = json(definition);
    return body.has(ROLLUP)
        ? Optional.of(
            RollupJson.parse(
                    definition.tenant(),
                    definition.name(),
                    body.path(GENERATION).asInt(),
                    body.path("since").asLong(),
                    body.path(ROLLUP))
                .activating(body.path(ACTIVATING).asBoolean()))
        : Optional.empty();
  }

  @Override
  public String print(Rollup rollup) {
    ObjectNode body = JSON.createObjectNode();
    body.put(GENERATION, rollup.generation()).put("since", rollup.since());
    if (rollup.activating()) {
      body.put(ACTIVATING, true);
    }
    body.set(ROLLUP, RollupJson.write(rollup));
    return body.toString();
  }

  /** The body of a removed rollup: a later one of its name is not taken for it. */
  public String printRemoved(int generation) {
    return JSON.createObjectNode().put(GENERATION, generation).toString();
  }

  /** The generation in a body, also of a removed rollup. */
  public int generation(Definition definition) {
    try {
      return json(definition).path(GENERATION).asInt();
    } catch (InvalidDefinition e) {
      throw new IllegalStateException("a rollup's definition cannot be read", e);
    }
  }

  @Override
  public String redact(Definition definition) {
    return definition.body();
  }

  @Override
  public DefinitionCeilings ceilings() {
    return DefinitionCeilings.perTenant(MAX_ROLLUPS);
  }

  /** Compares what is counted; generation and start follow from the write. */
  @Override
  public DefinitionChange diff(Optional<Rollup> before, Rollup after) {
    return DefinitionChange.of(
        before.isPresent(),
        before.filter(one -> RollupJson.write(one).equals(RollupJson.write(after))).isPresent());
  }

  @Override
  public Optional<String> collection() {
    return Optional.of("rollups");
  }

  private static JsonNode json(Definition definition) throws InvalidDefinition {
    try {
      return JSON.readTree(definition.body());
    } catch (JsonProcessingException e) {
      throw new InvalidDefinition("the body", "must be JSON");
    }
  }
}
