package io.millrace.service.segments;

import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionSnapshot;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import io.millrace.topologies.segment.RuleSet;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.SegmentKind;
import io.millrace.topologies.segment.rule.Segments;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The current segments on this instance. Thread safe. */
@Singleton
public final class SegmentCatalogue {
  private final DefinitionSnapshot<Compiled> compiled;

  /**
   * What is defined.
   *
   * @param books the rules of tenants that were requested
   */
  private record Compiled(Segments segments, Map<String, RuleSet> books) {
    static final Compiled NONE = new Compiled(Segments.NONE, new ConcurrentHashMap<>());

    Compiled next(Segments next) {
      var kept = new ConcurrentHashMap<>(books);
      kept.keySet().removeIf(tenant -> !next.sameFor(tenant, segments));
      return new Compiled(next, kept);
    }
  }

  SegmentCatalogue(DefinitionLog log) {
    compiled =
        new DefinitionSnapshot<>(
            log,
            SegmentKind.INSTANCE,
            Compiled.NONE,
            (before, all, unreadable) -> before.next(before.segments().next(all, unreadable)));
  }

  /** The segments of all tenants. */
  public Segments current() {
    return compiled.current().segments();
  }

  /** The tenant's rules, compiled for the evaluation of visitors. */
  RuleSet book(String tenant) {
    Compiled now = compiled.current();
    return now.books()
        .computeIfAbsent(
            tenant, _ -> RuleSet.of(now.segments().of(tenant), now.segments().removed(tenant)));
  }

  /** The tenant's segment of this name; throws with the nearest names if there is none. */
  public Segment named(String tenant, String name) {
    List<String> known = current().of(tenant).stream().map(Segment::name).toList();
    return current()
        .named(tenant, name)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.UnknownName("segment", name, NearestNames.of(name, known))));
  }
}
