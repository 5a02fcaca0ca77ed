package io.millrace.topologies.segment;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.EventField;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.Field;
import io.millrace.serdes.filter.PropertyField;
import io.millrace.topologies.segment.rule.Behaviour;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The behaviours that an event can affect, by its name or else its type, and then by the value of a
 * property that it must have: an event costs as much as the behaviours that it affects, not as all
 * that are defined.
 */
final class BehaviourIndex {
  private static final int[] NONE = {};

  private final Map<String, Places> byName = new HashMap<>();
  private final Map<String, Places> byType = new HashMap<>();
  private final Places always = new Places();
  private final Map<Pair, Touched> known = new HashMap<>();

  private record Pair(String type, String name) {}

  /**
   * For events of one name and type: the behaviours that any of them can affect, and further ones
   * by property.
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Touched(int[] any, List<OfProperty> byProperty) {}

  /** Indices of behaviours that require one of some values of a property. */
  private record OfProperty(Field field, Map<String, int[]> places) {}

  BehaviourIndex(List<Behaviour> behaviours) {
    for (int i = 0; i < behaviours.size(); i++) {
      List<EventFilter> filters = behaviours.get(i).filters();
      for (EventFilter filter : filters) {
        // With more than one filter it could be found twice by the values of two properties.
        Optional<EventFilter.In> property =
            filters.size() == 1
                ? required(filter, PropertyField.class::isInstance)
                : Optional.empty();
        for (Places places : where(filter)) {
          places.add(i, property);
        }
      }
    }
  }

  /** The events that can affect any behaviour; empty if any event can. */
  Optional<EventSelection> reading() {
    return always.isEmpty()
        ? Optional.of(new EventSelection(byType.keySet(), byName.keySet()))
        : Optional.empty();
  }

  /** The indices of the affected behaviours, each once. Not thread safe. */
  int[] affectedBy(Event event) {
    String name = byName.containsKey(event.name()) ? event.name() : "";
    Touched touched = known.computeIfAbsent(new Pair(event.type().wireName(), name), this::touched);
    int[] places = touched.any();
    for (int i = 0; i < touched.byProperty().size(); i++) {
      OfProperty of = touched.byProperty().get(i);
      int[] more = of.places().getOrDefault(of.field().text(event), NONE);
      if (more.length > 0) {
        int found = places.length;
        places = Arrays.copyOf(places, found + more.length);
        System.arraycopy(more, 0, places, found, more.length);
      }
    }
    return places;
  }

  private Touched touched(Pair pair) {
    var all = new Places();
    all.addAll(always);
    all.addAll(byName.getOrDefault(pair.name(), Places.EMPTY));
    all.addAll(byType.getOrDefault(pair.type(), Places.EMPTY));
    return all.touched();
  }

  /** By each of the names that the filter requires, or else by each type. */
  private List<Places> where(EventFilter filter) {
    Optional<EventFilter.In> names = required(filter, field -> field == EventField.NAME);
    if (names.isPresent()) {
      return in(byName, names.get());
    }
    Optional<EventFilter.In> types = required(filter, field -> field == EventField.TYPE);
    return types.isPresent() ? in(byType, types.get()) : List.of(always);
  }

  private static List<Places> in(Map<String, Places> places, EventFilter.In required) {
    return required.values().stream()
        .map(value -> places.computeIfAbsent(value, _ -> new Places()))
        .toList();
  }

  /** A field for which the filter requires one of some values. */
  private static Optional<EventFilter.In> required(EventFilter filter, Predicate<Field> wanted) {
    return switch (filter) {
      case EventFilter.In in when wanted.test(in.field()) -> Optional.of(in);
      case EventFilter.All(var parts) ->
          parts.stream().map(part -> required(part, wanted)).flatMap(Optional::stream).findFirst();
      case EventFilter.In _,
          EventFilter.Any _,
          EventFilter.Not _,
          EventFilter.Contains _,
          EventFilter.Exists _,
          EventFilter.Compare _ ->
          Optional.empty();
    };
  }

  /** Indices of behaviours, while the index is built. */
  private static final class Places {
    private static final Places EMPTY = new Places();

    private final Set<Integer> any = new TreeSet<>();
    private final Map<Field, Map<String, Set<Integer>>> byProperty = new HashMap<>();

    boolean isEmpty() {
      return any.isEmpty() && byProperty.isEmpty();
    }

    void add(int place, Optional<EventFilter.In> property) {
      if (property.isEmpty()) {
        any.add(place);
      } else {
        EventFilter.In required = property.get();
        required.values().forEach(value -> of(required.field(), value).add(place));
      }
    }

    void addAll(Places others) {
      any.addAll(others.any);
      others.byProperty.forEach(
          (field, values) -> values.forEach((value, places) -> of(field, value).addAll(places)));
    }

    Touched touched() {
      return new Touched(
          array(any),
          byProperty.entrySet().stream()
              .map(entry -> new OfProperty(entry.getKey(), arrays(entry.getValue())))
              .toList());
    }

    private Set<Integer> of(Field field, String value) {
      return byProperty
          .computeIfAbsent(field, _ -> new HashMap<>())
          .computeIfAbsent(value, _ -> new TreeSet<>());
    }

    private static Map<String, int[]> arrays(Map<String, Set<Integer>> places) {
      var arrays = new HashMap<String, int[]>();
      places.forEach((value, of) -> arrays.put(value, array(of)));
      return arrays;
    }

    private static int[] array(Set<Integer> places) {
      return places.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
