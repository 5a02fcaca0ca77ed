package io.millrace.topologies.segment;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.SlotSharing;
import java.util.ArrayList;
import java.util.List;

/**
 * A slot of visitors' records, and the behaviours that share it. Grows while a {@link RuleSet} is
 * built, and is fixed afterwards.
 */
final class SlotRule {
  private final int number;
  private final long since;
  private final List<EventFilter> filters;
  private final List<Behaviour> behaviours = new ArrayList<>();
  private final List<int[]> rules = new ArrayList<>();
  private Behaviour widest;
  private boolean[] holdsWhenEmpty = {};

  /**
   * A slot.
   *
   * @param since it accepts events received at this time or later, epoch milliseconds
   */
  SlotRule(int number, long since, Behaviour first) {
    this.number = number;
    this.since = since;
    this.widest = first;
    this.filters = first.filters();
  }

  int number() {
    return number;
  }

  long since() {
    return since;
  }

  /** What the slot keeps: as much as the most demanding of its behaviours. */
  Behaviour widest() {
    return widest;
  }

  /** Whether an event can matter, without decoding the slot. */
  boolean matters(Event event) {
    for (int i = 0; i < filters.size(); i++) {
      if (filters.get(i).test(event)) {
        return true;
      }
    }
    return false;
  }

  boolean accepts(Behaviour behaviour) {
    return SlotSharing.shape(widest).equals(SlotSharing.shape(behaviour));
  }

  /** The behaviour's index among those that share the slot. */
  int place(Behaviour behaviour) {
    int known = behaviours.indexOf(behaviour);
    if (known >= 0) {
      return known;
    }
    behaviours.add(behaviour);
    widest = behaviours.size() == 1 ? behaviour : SlotSharing.widest(widest, behaviour);
    return behaviours.size() - 1;
  }

  /** Ends its growth: sets the rules that use each behaviour, in their order. */
  void askedBy(List<int[]> rulesOfEach) {
    rules.addAll(rulesOfEach);
    holdsWhenEmpty = new boolean[behaviours.size()];
    for (int i = 0; i < holdsWhenEmpty.length; i++) {
      Behaviour behaviour = behaviours.get(i);
      holdsWhenEmpty[i] = behaviour.slot().verdict(behaviour, 0).holds();
    }
  }

  /** The number of behaviours that share it. */
  int size() {
    return behaviours.size();
  }

  Behaviour behaviour(int place) {
    return behaviours.get(place);
  }

  boolean holdsWhenEmpty(int place) {
    return holdsWhenEmpty[place];
  }

  /** The rules that use a behaviour. */
  int[] rules(int place) {
    return rules.get(place);
  }
}
