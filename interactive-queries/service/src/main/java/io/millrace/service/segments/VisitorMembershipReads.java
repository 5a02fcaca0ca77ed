package io.millrace.service.segments;

import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.visitors.VisitorNames;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.topologies.segment.Explanation;
import io.millrace.topologies.segment.RuleSet;
import io.millrace.topologies.segment.VisitorSegments;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.visitor.VisitorReads;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A visitor's memberships as of now, from the visitor's record: what time alone has changed counts
 * before the visitor's timer has gone off.
 */
@Singleton
final class VisitorMembershipReads {
  private final VisitorNames names;
  private final SegmentCatalogue catalog;
  private final DecidingEvents events;
  private final InstantSource clock;

  VisitorMembershipReads(
      VisitorNames names, SegmentCatalogue catalog, DecidingEvents events, InstantSource clock) {
    this.names = names;
    this.catalog = catalog;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What a visitor's record says.
   *
   * @param name the one that stands for all of the visitor's
   * @param names all that events may have, the first included
   */
  record Read(String name, List<String> names, VisitorSegments segments) {}

  /**
   * Reads a visitor; throws a 404 where it was not seen.
   *
   * @param visitor any of its names
   */
  Read read(VisitorKey visitor) {
    VisitorReads.Root root =
        names
            .root(visitor)
            .orElseThrow(
                () ->
                    new FailureException(
                        new Failure.UnknownName("visitor", visitor.visitor(), List.of())));
    var all = new ArrayList<>(List.of(root.key().visitor()));
    all.addAll(root.record().identity().aliases());
    RuleSet book = catalog.book(visitor.tenant());
    return new Read(
        root.key().visitor(),
        all,
        VisitorSegments.at(clock.millis(), book, root.key(), root.record()));
  }

  /** Why the visitor is in a version of a segment or not. */
  ExplanationView explain(VisitorKey visitor, Segment segment, int version) {
    Read read = read(visitor);
    Explanation rule =
        read.segments()
            .explain(segment.name(), version)
            .orElseThrow(
                () ->
                    new FailureException(
                        new Failure.NotReady("the segment has just changed; ask again", 1)));
    EventIds ids = events.of(visitor.tenant(), read.names(), rule);
    return ExplanationView.of(segment, version, read, rule, ids);
  }
}
