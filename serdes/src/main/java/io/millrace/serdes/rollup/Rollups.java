package io.millrace.serdes.rollup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.InvalidDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** All rollups that are defined at a moment, by tenant. Immutable. */
public final class Rollups {
  /** The built-in ones. */
  public static final Rollups NONE_DEFINED = new Rollups(Map.of());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GENERATION = "generation";
  private static final String ROLLUP = "rollup";

  private final Map<String, List<Rollup>> ofTenants;

  private Rollups(Map<String, List<Rollup>> ofTenants) {
    this.ofTenants = Map.copyOf(ofTenants);
  }

  /**
   * From the definitions of kind rollup; others are passed over.
   *
   * @param unreadable is told of what cannot be read, such as what a later version has written
   */
  public static Rollups of(
      Iterable<Definition> definitions, BiConsumer<Definition, Exception> unreadable) {
    var defined = new HashMap<String, List<Rollup>>();
    for (Definition definition : definitions) {
      if (definition.kind() == Definition.Kind.ROLLUP) {
        add(definition, unreadable, defined);
      }
    }
    defined.replaceAll((_, rollups) -> List.copyOf(rollups));
    return new Rollups(defined);
  }

  private static void add(
      Definition definition,
      BiConsumer<Definition, Exception> unreadable,
      Map<String, List<Rollup>> defined) {
    try {
      JsonNode body = JSON.readTree(definition.body());
      if (body.has(ROLLUP)) {
        defined
            .computeIfAbsent(definition.tenant(), _ -> new ArrayList<>(Rollup.BUILT_IN))
            .add(parse(definition, body));
      }
    } catch (JsonProcessingException | InvalidDefinition e) {
      unreadable.accept(definition, e);
    }
  }

  /** What a tenant's events are counted in. */
  public List<Rollup> of(String tenant) {
    return ofTenants.getOrDefault(tenant, Rollup.BUILT_IN);
  }

  public Optional<Rollup> named(String tenant, String name) {
    return of(tenant).stream().filter(rollup -> rollup.name().equals(name)).findFirst();
  }

  /** None where the rollup was removed, or changed since. */
  public Optional<Rollup> withId(String tenant, String id) {
    for (Rollup rollup : of(tenant)) {
      if (rollup.id().equals(id)) {
        return Optional.of(rollup);
      }
    }
    return Optional.empty();
  }

  /** What is stored of a rollup: the body of its definition. */
  public static String body(Rollup rollup) {
    ObjectNode body = JSON.createObjectNode();
    body.put(GENERATION, rollup.generation()).put("since", rollup.since());
    body.set(ROLLUP, RollupJson.write(rollup));
    return body.toString();
  }

  /** What stays of a removed rollup, so that one of its name later is not taken for it. */
  public static String bodyOfRemoved(int generation) {
    return JSON.createObjectNode().put(GENERATION, generation).toString();
  }

  /** The generation in a stored body, also of a removed rollup. */
  public static int generation(Definition definition) {
    try {
      return JSON.readTree(definition.body()).path(GENERATION).asInt();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a rollup's definition is not JSON", e);
    }
  }

  private static Rollup parse(Definition definition, JsonNode body) throws InvalidDefinition {
    return RollupJson.parse(
        definition.tenant(),
        definition.name(),
        body.path(GENERATION).asInt(),
        body.path("since").asLong(),
        body.path(ROLLUP));
  }
}
