package io.millrace.topologies.feature;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.visitor.RecordTimer;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage;
import io.millrace.serdes.visitor.VisitorRecord;
import java.util.function.Consumer;

/**
 * One step of what happens to an event of a visitor: changes its section of the record, sends to
 * its outputs, and may tell the next stages more about the event. What is done with a record
 * touches no store, thread or wall clock of its own; {@link #maintain} and {@link #beforeCommit}
 * are for what a task keeps beside its records.
 */
public interface Stage {
  /** Takes an event, once, and returns it as the next stages are to see it. */
  Event apply(Event event, VisitorRecord visitor);

  /**
   * Takes over what the other's section holds, as if its events had been this visitor's: in
   * whatever order records come together, the section ends the same. A large record comes in parts.
   */
  void absorb(VisitorRecord visitor, VisitorRecord other, IdentityLink link);

  /** Takes back what was told under a name that is about to stand for another. */
  default void retract(VisitorRecord visitor, VisitorKey name) {}

  /** Takes back what was sent on for a visitor that is erased. A large record comes in parts. */
  void forget(VisitorKey key, VisitorRecord visitor);

  /**
   * When the section changes by time alone, epoch milliseconds; {@link RecordTimer#NONE} for never.
   * Is asked whenever the record changed, so it must not decode a section that is not there.
   */
  default long nextWakeUp(VisitorRecord visitor) {
    return RecordTimer.NONE;
  }

  /**
   * Brings the section to a later time. The record has one timer for all stages, so a stage may be
   * woken early, or for nothing.
   */
  default void wakeUp(VisitorKey key, VisitorRecord visitor, long now) {}

  /** Takes a message for the visitor that is not about its names. */
  default void receive(VisitorKey key, VisitorRecord visitor, VisitorMessage message) {}

  /** Takes a message that is for all visitors of a tenant in the task. */
  default void receive(String tenant, VisitorMessage message) {}

  /**
   * Is called about every 100 ms.
   *
   * @param wakeUp wakes a visitor, so that its record meets what changed
   */
  default void maintain(long now, Consumer<VisitorKey> wakeUp) {}

  /** Is called within each commit, to write and send what the events until then have left. */
  default void beforeCommit() {}
}
