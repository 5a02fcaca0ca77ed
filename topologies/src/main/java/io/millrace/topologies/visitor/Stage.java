package io.millrace.topologies.visitor;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.visitor.VisitorRecord;

/**
 * One step of what happens to an event of a visitor: changes its section of the record, emits
 * outputs, and may tell the next stages more about the event. Touches no store, thread or clock.
 */
@FunctionalInterface
public interface Stage {
  Event apply(Event event, VisitorRecord visitor, Emissions emissions);
}
