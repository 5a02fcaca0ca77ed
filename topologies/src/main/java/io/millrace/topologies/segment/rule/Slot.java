package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;

/**
 * The state of a visitor's events for the behaviours that share it (see {@link SlotSharing}). The
 * order in which events and other slots are added makes no difference. Mutable, for one thread.
 */
public sealed interface Slot
    permits AmountSlot, CountSlot, DaysSlot, DistinctSlot, FirstSlot, SequenceSlot, StoppedSlot {
  /** The effect of an event on a slot. */
  enum SlotEffect {
    /** It does not matter. */
    NOTHING,
    /** It may matter later, but no verdict changes now. */
    KEPT,
    /** Any verdict may change. */
    DECIDES;

    static SlotEffect decidesIf(boolean changed) {
      return changed ? DECIDES : NOTHING;
    }
  }

  /** Adds an event, which may not matter. */
  SlotEffect add(Event event);

  /** Merges a slot of the same shape. */
  void absorb(Slot other);

  /**
   * Whether a behaviour holds, and when time alone changes that.
   *
   * @param asked one that shares the slot
   * @param now epoch milliseconds; not before any added timestamp
   */
  Verdict verdict(Behaviour asked, long now);

  /** The evidence for the verdict on a behaviour that shares the slot. */
  Evidence evidence(Behaviour asked, long now);

  /** Drops what cannot matter at this time or later. */
  void forget(long now);

  /** Whether it is equal to a new slot. */
  boolean isEmpty();

  /** Writes the state without the kind of the slot. */
  void write(ByteWriter out);
}
