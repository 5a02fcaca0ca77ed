package io.millrace.serdes.rollup;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.InvalidDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** All rollups of one snapshot of the definitions, by tenant. Immutable. */
public final class Rollups {
  /** The built-in ones only. */
  public static final Rollups NONE_DEFINED = new Rollups(Map.of());

  private final Map<String, List<Rollup>> ofTenants;

  private Rollups(Map<String, List<Rollup>> ofTenants) {
    this.ofTenants = Map.copyOf(ofTenants);
  }

  /**
   * Builds the rollups from the definitions of kind rollup; others are ignored.
   *
   * @param unreadable called with definitions that cannot be parsed, such as those written by a
   *     later version
   */
  public static Rollups of(
      Iterable<Definition> definitions, BiConsumer<Definition, Exception> unreadable) {
    var defined = new HashMap<String, List<Rollup>>();
    for (Definition definition : definitions) {
      if (!RollupKind.INSTANCE.includes(definition)) {
        continue;
      }
      try {
        RollupKind.INSTANCE
            .parse(definition)
            .ifPresent(
                rollup ->
                    defined
                        .computeIfAbsent(definition.tenant(), _ -> new ArrayList<>(Rollup.BUILT_IN))
                        .add(rollup));
      } catch (InvalidDefinition e) {
        unreadable.accept(definition, e);
      }
    }
    defined.replaceAll((_, rollups) -> List.copyOf(rollups));
    return new Rollups(defined);
  }

  /** What a tenant's events are counted in. */
  public List<Rollup> of(String tenant) {
    return ofTenants.getOrDefault(tenant, Rollup.BUILT_IN);
  }

  /** The tenant's rollup of this name, custom or built-in. */
  public Optional<Rollup> named(String tenant, String name) {
    return of(tenant).stream().filter(rollup -> rollup.name().equals(name)).findFirst();
  }

  /** The rollup with this id; empty if it was removed or has changed. */
  public Optional<Rollup> withId(String tenant, String id) {
    for (Rollup rollup : of(tenant)) {
      if (rollup.id().equals(id)) {
        return Optional.of(rollup);
      }
    }
    return Optional.empty();
  }
}
