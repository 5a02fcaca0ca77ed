package io.millrace.topologies.segment;

import java.util.Set;

/**
 * The events that can affect some behaviours: those of a type, and those with a name.
 *
 * @param types wire names of event types
 */
public record EventSelection(Set<String> types, Set<String> names) {
  public EventSelection {
    types = Set.copyOf(types);
    names = Set.copyOf(names);
  }
}
