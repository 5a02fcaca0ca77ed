package io.millrace.serdes.segment;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;

/**
 * What is kept of a visitor's events for one behaviour. The order in which events and other slots
 * come makes no difference. Mutable, for one thread.
 */
public sealed interface Slot
    permits AmountSlot, CountSlot, DaysSlot, DistinctSlot, FirstSlot, SequenceSlot, StoppedSlot {
  /** Takes an event, which may not matter; returns whether anything changed. */
  boolean add(Event event);

  /** Takes all that a slot of the same behaviour has seen. */
  void absorb(Slot other);

  /**
   * Whether the behaviour holds, and when time alone changes that.
   *
   * @param now epoch milliseconds; not before any moment that came in
   */
  Verdict verdict(long now);

  /** What the verdict rests on. */
  Evidence evidence(long now);

  /** Forgets what cannot matter at this moment or later. */
  void forget(long now);

  /** Whether it is as if nothing had come in. */
  boolean isEmpty();

  void write(ByteWriter out);
}
