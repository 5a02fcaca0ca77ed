package io.millrace.topologies.visitor;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.segment.Evaluation;
import io.millrace.topologies.segment.RuleBook;
import java.time.InstantSource;
import java.util.function.Function;

/** Lets the event count in the behaviours of the tenant's segments, and tells who changed. */
public final class SegmentStage implements Stage {
  private final Function<String, RuleBook> books;
  private final InstantSource clock;

  /**
   * @param books the rules of a tenant
   */
  public SegmentStage(Function<String, RuleBook> books, InstantSource clock) {
    this.books = books;
    this.clock = clock;
  }

  @Override
  public Event apply(Event event, VisitorRecord visitor, Emissions emissions) {
    RuleBook book = books.apply(event.tenant());
    if (!book.isEmpty() || visitor.segments().rules() != book.hash()) {
      var key = new VisitorKey(event.tenant(), event.visitor());
      new Evaluation(book, key, visitor.segments(), visitor.traits(), emissions)
          .take(event, clock.millis());
    }
    return event;
  }
}
