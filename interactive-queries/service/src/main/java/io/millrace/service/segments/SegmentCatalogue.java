package io.millrace.service.segments;

import io.millrace.serdes.definition.Definition;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import io.millrace.topologies.segment.RuleSet;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Segments;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments as this instance knows them now. Thread safe. */
@Singleton
public final class SegmentCatalogue {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentCatalogue.class);

  private final DefinitionLog log;
  private volatile Snapshot seen = new Snapshot(-1, Segments.NONE, Map.of());

  /**
   * What was read last.
   *
   * @param books the rules of tenants that were asked for
   */
  private record Snapshot(long changes, Segments segments, Map<String, RuleSet> books) {}

  SegmentCatalogue(DefinitionLog log) {
    this.log = log;
  }

  public Segments current() {
    return seen().segments();
  }

  /** The tenant's rules, made ready to evaluate visitors as of a moment. */
  RuleSet book(String tenant) {
    Snapshot now = seen();
    return now.books()
        .computeIfAbsent(
            tenant, _ -> RuleSet.of(now.segments().of(tenant), now.segments().removed(tenant)));
  }

  /** The tenant's segment of this name; a refusal with the nearest names where there is none. */
  public Segment named(String tenant, String name) {
    List<String> known = current().of(tenant).stream().map(Segment::name).toList();
    return current()
        .named(tenant, name)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.UnknownName("segment", name, NearestNames.of(name, known))));
  }

  private Snapshot seen() {
    long changes = log.changes();
    Snapshot last = seen;
    if (last.changes() != changes) {
      Segments before = last.segments();
      Segments segments = before.next(log.all(), SegmentCatalogue::unreadable);
      var books = new ConcurrentHashMap<>(last.books());
      books.keySet().removeIf(tenant -> !segments.sameFor(tenant, before));
      last = new Snapshot(changes, segments, books);
      seen = last;
    }
    return last;
  }

  private static void unreadable(Definition definition, Exception fault) {
    LOG.error("the segment {} cannot be read", definition.key(), fault);
  }
}
