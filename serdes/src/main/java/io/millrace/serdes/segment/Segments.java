package io.millrace.serdes.segment;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.InvalidDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** All segments that are defined at a moment, by tenant. Immutable. */
public final class Segments {
  public static final Segments NONE = new Segments(Map.of());

  private final Map<String, Map<String, Optional<Segment>>> ofTenants;

  private Segments(Map<String, Map<String, Optional<Segment>>> ofTenants) {
    this.ofTenants = Map.copyOf(ofTenants);
  }

  /**
   * From the definitions of kind segment; others are passed over.
   *
   * @param unreadable is told of what cannot be read, such as what a later version has written
   */
  public static Segments of(
      Iterable<Definition> definitions, BiConsumer<Definition, Exception> unreadable) {
    var defined = new HashMap<String, Map<String, Optional<Segment>>>();
    for (Definition definition : definitions) {
      if (definition.kind() == Definition.Kind.SEGMENT) {
        try {
          defined
              .computeIfAbsent(definition.tenant(), _ -> new TreeMap<>())
              .put(definition.name(), SegmentJson.parse(definition));
        } catch (InvalidDefinition e) {
          unreadable.accept(definition, e);
        }
      }
    }
    return new Segments(defined);
  }

  public Set<String> tenants() {
    return ofTenants.keySet();
  }

  /** A tenant's segments, by name. */
  public List<Segment> of(String tenant) {
    return ofTenants.getOrDefault(tenant, Map.of()).values().stream()
        .flatMap(Optional::stream)
        .toList();
  }

  public Optional<Segment> named(String tenant, String name) {
    return ofTenants.getOrDefault(tenant, Map.of()).getOrDefault(name, Optional.empty());
  }

  /** The names of segments that a tenant had. */
  public List<String> removed(String tenant) {
    return ofTenants.getOrDefault(tenant, Map.of()).entrySet().stream()
        .filter(entry -> entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }
}
