package io.millrace.state.definitions;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of definitions that there are, in the order in which files are applied. */
public final class DefinitionKinds {
  private final Map<String, DefinitionKind<?>> byName;

  /** Throws where two kinds have one name. */
  public DefinitionKinds(List<DefinitionKind<?>> kinds) {
    var named = new LinkedHashMap<String, DefinitionKind<?>>();
    for (DefinitionKind<?> kind : kinds) {
      if (named.put(kind.wireName(), kind) != null) {
        throw new IllegalArgumentException(
            "each kind of definition must have a name of its own, but two have " + kind.wireName());
      }
    }
    byName = Collections.unmodifiableMap(named);
  }

  /** All of them. */
  public List<DefinitionKind<?>> all() {
    return List.copyOf(byName.values());
  }

  /** The kind of a definition; empty where a later version wrote it. */
  public Optional<DefinitionKind<?>> of(Definition definition) {
    return Optional.ofNullable(byName.get(definition.kind()));
  }

  /** Those that are written in files, by the name of their list. */
  public Map<String, DefinitionKind<?>> byCollection() {
    var collections = new LinkedHashMap<String, DefinitionKind<?>>();
    for (DefinitionKind<?> kind : byName.values()) {
      kind.collection().ifPresent(name -> collections.put(name, kind));
    }
    return Collections.unmodifiableMap(collections);
  }
}
