package io.millrace.serdes.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * The one description of a kind of definition: how bodies are read, written, shown and compared,
 * and how many definitions there may be. Whatever lists, edits or exports definitions asks the
 * kind. Implementations have no state.
 *
 * @param <T> what a body says
 */
public interface DefinitionKind<T> {
  /** How much of a hash callers see, in letters. */
  int SHOWN_HASH = 12;

  /** The name in the keys and records of the topic, without a slash; it never changes. */
  String wireName();

  /** Reads a definition of this kind; empty where it says that there is none any more. */
  Optional<T> parse(Definition definition) throws InvalidDefinition;

  /** Reads a definition whose body was checked before it was written. */
  default Optional<T> read(Definition definition) {
    try {
      return parse(definition);
    } catch (InvalidDefinition e) {
      throw new IllegalStateException(
          "the definition %s cannot be read: %s".formatted(definition.key(), e.getMessage()), e);
    }
  }

  /** Writes a body that {@link #parse} reads. */
  String print(T value);

  /** The body as JSON, without what must stay secret. */
  String redact(Definition definition);

  /** How many definitions of this kind there may be. */
  default DefinitionCeilings ceilings() {
    return DefinitionCeilings.NONE;
  }

  /** What a write does that puts one value in the place of another. */
  default DefinitionChange diff(Optional<T> before, T after) {
    return DefinitionChange.of(before.isPresent(), before.equals(Optional.of(after)));
  }

  /** The tenant that a definition belongs to. */
  default String tenant(Definition definition) {
    return definition.tenant();
  }

  /** The name as callers see it. */
  default String displayName(Definition definition) {
    return definition.name();
  }

  /** The beginning of a name that is a hash: enough to tell definitions apart. */
  static String startOfHash(String name) {
    return name.substring(0, Math.min(SHOWN_HASH, name.length()));
  }

  /**
   * The name of a list of them in files, and of their path under {@code /v1}; empty where they are
   * not written in files.
   */
  default Optional<String> collection() {
    return Optional.empty();
  }

  /**
   * The names of others of this kind that must exist before one can be written.
   *
   * @param request as files and requests have it
   */
  default List<String> references(JsonNode request) {
    return List.of();
  }

  /** The key of a definition of this kind. */
  default DefinitionKey key(String tenant, String name) {
    return new DefinitionKey(wireName(), tenant, name);
  }

  /** Whether a definition is of this kind. */
  default boolean includes(Definition definition) {
    return definition.kind().equals(wireName());
  }
}
