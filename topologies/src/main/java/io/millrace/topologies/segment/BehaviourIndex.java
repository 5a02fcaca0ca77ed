package io.millrace.topologies.segment;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.EventField;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.segment.Behaviour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which behaviours an event can matter to, by its name or else its type: what an event costs grows
 * with the behaviours that it touches, not with those that there are.
 */
final class BehaviourIndex {
  private static final int[] NONE = {};

  private final Map<String, int[]> byName = new HashMap<>();
  private final Map<String, int[]> byType = new HashMap<>();
  private final int[] always;
  private final Map<Pair, int[]> known = new HashMap<>();

  private record Pair(String type, String name) {}

  BehaviourIndex(List<Behaviour> behaviours) {
    var names = new HashMap<String, Set<Integer>>();
    var types = new HashMap<String, Set<Integer>>();
    var rest = new TreeSet<Integer>();
    for (int i = 0; i < behaviours.size(); i++) {
      for (EventFilter filter : behaviours.get(i).filters()) {
        Optional<Set<String>> ofNames = required(filter, EventField.NAME);
        Optional<Set<String>> ofTypes = required(filter, EventField.TYPE);
        if (ofNames.isPresent()) {
          add(ofNames.get(), i, names);
        } else if (ofTypes.isPresent()) {
          add(ofTypes.get(), i, types);
        } else {
          rest.add(i);
        }
      }
    }
    names.forEach((name, places) -> byName.put(name, array(places)));
    types.forEach((type, places) -> byType.put(type, array(places)));
    always = array(rest);
  }

  /** Which events can matter at all; none where any event can. */
  Optional<Reading> reading() {
    return always.length == 0
        ? Optional.of(new Reading(byType.keySet(), byName.keySet()))
        : Optional.empty();
  }

  /** Their places, each once. Not for many threads at a time. */
  int[] touchedBy(Event event) {
    int[] ofName = byName.getOrDefault(event.name(), NONE);
    int[] ofType = byType.getOrDefault(event.type().word(), NONE);
    if (ofType.length == 0 && always.length == 0) {
      return ofName;
    }
    return ofName.length == 0 && always.length == 0
        ? ofType
        : known.computeIfAbsent(
            new Pair(event.type().word(), ofName.length == 0 ? "" : event.name()),
            _ -> merged(ofName, ofType, always));
  }

  /** The values of which the field must have one, where the filter demands that. */
  private static Optional<Set<String>> required(EventFilter filter, EventField field) {
    return switch (filter) {
      case EventFilter.In in when in.field() == field -> Optional.of(in.values());
      case EventFilter.All(var parts) ->
          parts.stream().map(part -> required(part, field)).flatMap(Optional::stream).findFirst();
      case EventFilter.In _,
          EventFilter.Any _,
          EventFilter.Not _,
          EventFilter.Contains _,
          EventFilter.Exists _,
          EventFilter.Compare _ ->
          Optional.empty();
    };
  }

  private static void add(Set<String> keys, int place, Map<String, Set<Integer>> places) {
    keys.forEach(key -> places.computeIfAbsent(key, _ -> new TreeSet<>()).add(place));
  }

  private static int[] merged(int[]... lists) {
    var all = new TreeSet<Integer>();
    for (int[] list : lists) {
      Arrays.stream(list).forEach(all::add);
    }
    return array(all);
  }

  private static int[] array(Set<Integer> places) {
    return new ArrayList<>(places).stream().mapToInt(Integer::intValue).toArray();
  }
}
