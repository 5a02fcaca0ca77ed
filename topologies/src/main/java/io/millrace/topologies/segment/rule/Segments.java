package io.millrace.topologies.segment.rule;

import static java.util.Objects.requireNonNull;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.InvalidDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** All segments that are defined at a moment, by tenant. Immutable. */
public final class Segments {
  public static final Segments NONE = new Segments(Map.of());

  private final Map<String, Map<String, Known>> ofTenants;

  /**
   * What a definition says.
   *
   * @param segment empty where it says that there is none any more
   */
  private record Known(Definition from, Optional<Segment> segment) {}

  private Segments(Map<String, Map<String, Known>> ofTenants) {
    this.ofTenants = Map.copyOf(ofTenants);
  }

  /**
   * From the definitions of kind segment; others are passed over.
   *
   * @param unreadable is told of what cannot be read, such as what a later version has written
   */
  public static Segments of(
      Iterable<Definition> definitions, BiConsumer<Definition, Exception> unreadable) {
    return NONE.next(definitions, unreadable);
  }

  /** The same as {@link #of}; what is defined as it is here is taken over, and not read again. */
  public Segments next(
      Iterable<Definition> definitions, BiConsumer<Definition, Exception> unreadable) {
    var defined = new HashMap<String, Map<String, Known>>();
    for (Definition definition : definitions) {
      if (SegmentKind.INSTANCE.includes(definition)) {
        try {
          defined
              .computeIfAbsent(definition.tenant(), _ -> new TreeMap<>())
              .put(definition.name(), read(definition));
        } catch (InvalidDefinition e) {
          unreadable.accept(definition, e);
        }
      }
    }
    defined.replaceAll(
        (tenant, known) ->
            known.equals(ofTenants.get(tenant)) ? requireNonNull(ofTenants.get(tenant)) : known);
    return new Segments(defined);
  }

  private Known read(Definition definition) throws InvalidDefinition {
    Known known = ofTenants.getOrDefault(definition.tenant(), Map.of()).get(definition.name());
    return known != null && known.from.equals(definition)
        ? known
        : new Known(definition, SegmentKind.INSTANCE.parse(definition));
  }

  /** Whether a tenant's segments are those of others, defined the same way. */
  public boolean sameFor(String tenant, Segments others) {
    return Objects.equals(ofTenants.get(tenant), others.ofTenants.get(tenant));
  }

  public Set<String> tenants() {
    return ofTenants.keySet();
  }

  /** A tenant's segments, by name. */
  public List<Segment> of(String tenant) {
    return ofTenants.getOrDefault(tenant, Map.of()).values().stream()
        .flatMap(known -> known.segment.stream())
        .toList();
  }

  public Optional<Segment> named(String tenant, String name) {
    Known known = ofTenants.getOrDefault(tenant, Map.of()).get(name);
    return known == null ? Optional.empty() : known.segment;
  }

  /** The names of segments that a tenant had. */
  public List<String> removed(String tenant) {
    return ofTenants.getOrDefault(tenant, Map.of()).entrySet().stream()
        .filter(entry -> entry.getValue().segment.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }
}
