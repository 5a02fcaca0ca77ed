package io.millrace.topologies.segment;

import java.util.Set;

/**
 * Which events can matter to some behaviours: those of a type, and those with a name.
 *
 * @param types words of event types
 */
public record EventSelection(Set<String> types, Set<String> names) {
  public EventSelection {
    types = Set.copyOf(types);
    names = Set.copyOf(names);
  }
}
