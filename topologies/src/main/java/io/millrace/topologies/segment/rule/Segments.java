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

/** A snapshot of all defined segments, by tenant. Immutable. */
public final class Segments {
  public static final Segments NONE = new Segments(Map.of());

  private final Map<String, Map<String, Known>> ofTenants;

  /**
   * A parsed definition.
   *
   * @param segment empty if it was removed
   */
  private record Known(Definition from, Optional<Segment> segment) {}

  private Segments(Map<String, Map<String, Known>> ofTenants) {
    this.ofTenants = Map.copyOf(ofTenants);
  }

  /**
   * Parses the definitions of kind segment; others are ignored.
   *
   * @param unreadable is called with definitions that cannot be parsed, such as those written by a
   *     later version
   */
  public static Segments of(
      Iterable<Definition> definitions, BiConsumer<Definition, Exception> unreadable) {
    return NONE.next(definitions, unreadable);
  }

  /** The same as {@link #of}; unchanged definitions are taken over and not parsed again. */
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

  /** Whether a tenant's segments are defined in the same way in both. */
  public boolean sameFor(String tenant, Segments others) {
    return Objects.equals(ofTenants.get(tenant), others.ofTenants.get(tenant));
  }

  /** The tenants with segments, also with removed ones. */
  public Set<String> tenants() {
    return ofTenants.keySet();
  }

  /** A tenant's segments, by name. */
  public List<Segment> of(String tenant) {
    return ofTenants.getOrDefault(tenant, Map.of()).values().stream()
        .flatMap(known -> known.segment.stream())
        .toList();
  }

  /** The tenant's segment of this name. */
  public Optional<Segment> named(String tenant, String name) {
    Known known = ofTenants.getOrDefault(tenant, Map.of()).get(name);
    return known == null ? Optional.empty() : known.segment;
  }

  /** The names of a tenant's removed segments. */
  public List<String> removed(String tenant) {
    return ofTenants.getOrDefault(tenant, Map.of()).entrySet().stream()
        .filter(entry -> entry.getValue().segment.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }
}
