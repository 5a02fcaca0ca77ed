package io.millrace.topologies.feature;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;

/**
 * One step of what happens to an event of a visitor: changes its section of the record, emits
 * outputs, and may tell the next stages more about the event. Touches no store, thread or clock.
 */
public interface Stage {
  Event apply(Event event, VisitorRecord visitor, StageOutputs emissions);

  /**
   * Takes over what the other's section holds, as if its events had been this visitor's: in
   * whatever order records come together, the section ends the same. A large record comes in parts.
   */
  void absorb(VisitorRecord visitor, VisitorRecord other, IdentityLink tie, StageOutputs emissions);

  /** Takes back what was told under a name that is about to stand for another. */
  default void retract(VisitorRecord visitor, VisitorKey name, StageOutputs emissions) {}

  /** Takes back what was sent on for a visitor that is erased. A large record comes in parts. */
  void forget(VisitorKey key, VisitorRecord visitor, StageOutputs emissions);
}
