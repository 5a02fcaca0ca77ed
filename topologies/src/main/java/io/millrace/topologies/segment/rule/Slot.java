package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;

/**
 * What is kept of a visitor's events for the behaviours that share it (see {@link SlotSharing}).
 * The order in which events and other slots come makes no difference. Mutable, for one thread.
 */
public sealed interface Slot
    permits AmountSlot, CountSlot, DaysSlot, DistinctSlot, FirstSlot, SequenceSlot, StoppedSlot {
  /** What an event made of a slot. */
  enum SlotEffect {
    /** It does not matter. */
    NOTHING,
    /** It may matter later, but all verdicts are what they were. */
    KEPT,
    /** Any verdict may be another one. */
    DECIDES;

    static SlotEffect decidesIf(boolean changed) {
      return changed ? DECIDES : NOTHING;
    }
  }

  /** Takes an event, which may not matter. */
  SlotEffect add(Event event);

  /** Takes all that a slot of the same shape has seen. */
  void absorb(Slot other);

  /**
   * Whether a behaviour holds, and when time alone changes that.
   *
   * @param asked one that shares the slot
   * @param now epoch milliseconds; not before any moment that came in
   */
  Verdict verdict(Behaviour asked, long now);

  /** What the verdict on a behaviour that shares the slot rests on. */
  Evidence evidence(Behaviour asked, long now);

  /** Forgets what cannot matter at this moment or later. */
  void forget(long now);

  /** Whether it is as if nothing had come in. */
  boolean isEmpty();

  void write(ByteWriter out);
}
