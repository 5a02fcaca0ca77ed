package io.millrace.serdes.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What the JSON of all definitions is checked for. */
public final class DefinitionJson {
  private DefinitionJson() {}

  /**
   * Refuses fields that are not known.
   *
   * @param at what the place of each field starts with, such as {@code measures[1].}
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
