package io.millrace.serdes.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Checks that the JSON of all definitions has in common. */
public final class DefinitionJson {
  private DefinitionJson() {}

  /**
   * Rejects unknown fields.
   *
   * @param at prefix of the field's path in messages, such as {@code measures[1].}
   */
  public static void checkFields(String at, JsonNode json, Set<String> known)
      throws InvalidDefinition {
    for (var entry : json.properties()) {
      if (!known.contains(entry.getKey())) {
        throw new InvalidDefinition(
            at + entry.getKey(), "must be one of %s".formatted(known.stream().sorted().toList()));
      }
    }
  }
}
