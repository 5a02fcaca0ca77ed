package io.millrace.topologies.segment;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Slot;
import io.millrace.topologies.segment.rule.Slot.SlotEffect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes slots from history for behaviours that the stream counts from a certain time only: the
 * same slots, filled by the same events, for one visitor after the other.
 */
public final class HistoryBackfill {
  private final List<SlotRule> rules;
  private final BehaviourIndex index;
  private final long since;
  private final Slot[] slots;
  private final boolean[] used;

  HistoryBackfill(List<SlotRule> rules, long since) {
    this.since = since;
    this.rules = List.copyOf(rules);
    this.index = new BehaviourIndex(rules.stream().map(SlotRule::widest).toList());
    this.slots = new Slot[rules.size()];
    this.used = new boolean[rules.size()];
    clear();
  }

  /** Whether no behaviour needs history. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The events that can matter; empty if any event can. */
  public Optional<EventSelection> reading() {
    return index.reading();
  }

  /** How far back events can matter, in milliseconds, or {@link Behaviour#EVER}. */
  public long horizon() {
    return rules.stream().mapToLong(rule -> rule.widest().horizon()).max().orElse(0);
  }

  /** Adds an event of the current visitor. */
  public void add(Event event) {
    long age = since - Behaviour.timestampOf(event);
    for (int place : index.affectedBy(event)) {
      if (age < rules.get(place).widest().horizon()) {
        used[place] |= slots[place].add(event) != SlotEffect.NOTHING;
      }
    }
  }

  /** The current visitor's slots, by number; the next visitor starts with empty ones. */
  public Map<Integer, byte[]> take() {
    var taken = new HashMap<Integer, byte[]>();
    for (int i = 0; i < slots.length; i++) {
      if (used[i]) {
        var out = new ByteWriter(64);
        slots[i].write(out);
        taken.put(rules.get(i).number(), out.toBytes());
      }
    }
    clear();
    return taken;
  }

  private void clear() {
    for (int i = 0; i < slots.length; i++) {
      slots[i] = rules.get(i).widest().slot();
      used[i] = false;
    }
  }
}
