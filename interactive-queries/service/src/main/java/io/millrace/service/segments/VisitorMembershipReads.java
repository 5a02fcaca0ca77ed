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
 * A visitor's current memberships, from the visitor's record: changes by time alone count before
 * the visitor's timer has gone off.
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
   * The result of a read.
   *
   * @param name the canonical id
   * @param names all names of the visitor, including the first
   */
  record Read(String name, List<String> names, VisitorSegments segments) {}

  /**
   * Reads a visitor; throws a 404 if it is unknown.
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
                        new Failure.NotReady("the segment has just changed; retry", 1)));
    EventIds ids = events.of(visitor.tenant(), read.names(), rule);
    return ExplanationView.of(segment, version, read, rule, ids);
  }
}
