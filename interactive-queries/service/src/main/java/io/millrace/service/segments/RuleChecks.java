package io.millrace.service.segments;

import io.millrace.state.definitions.DefinitionRoom;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.ConditionJson;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks of a rule against the others of its tenant. Rules that are active or may become so are
 * checked together, so that activating a candidate later cannot close a cycle.
 */
final class RuleChecks {
  private final Map<String, Segment> others;

  /**
   * @param segments of the tenant
   * @param name of the segment that is written
   */
  RuleChecks(List<Segment> segments, String name) {
    others =
        segments.stream()
            .filter(segment -> !segment.name().equals(name))
            .collect(Collectors.toMap(Segment::name, segment -> segment));
  }

  /** Checks the segment after the change. */
  void check(Segment after, SegmentCeilings ceilings, List<String> removed) {
    checkNumber(after.name(), removed);
    checkSize(after, ceilings);
    after.candidate().ifPresent(candidate -> checkNames(after.name(), candidate.rule().rule()));
    cycle(after)
        .ifPresent(
            path -> {
              throw invalid("rule", "must not refer to its own segment: " + path);
            });
  }

  /** The first cycle of segments that refer to each other, such as {@code a -> b -> a}. */
  Optional<String> cycle(Segment after) {
    var path = new ArrayList<String>();
    path.add(after.name());
    return leadsTo(after.name(), asked(after), path, new HashSet<>())
        ? Optional.of(String.join(" -> ", path))
        : Optional.empty();
  }

  /** Segments that a rule refers to and that do not exist. */
  List<String> missing(String name, Condition rule) {
    return RuleVersion.segments(rule).stream()
        .filter(one -> !one.equals(name) && !others.containsKey(one))
        .distinct()
        .toList();
  }

  /** The segments whose active or candidate rule refers to one. */
  List<String> dependentsOf(String name) {
    return others.values().stream()
        .filter(segment -> asked(segment).contains(name))
        .map(Segment::name)
        .sorted()
        .toList();
  }

  private boolean leadsTo(String end, Set<String> from, List<String> path, Set<String> seen) {
    for (String next : from) {
      path.add(next);
      if (next.equals(end)) {
        return true;
      }
      Segment segment = others.get(next);
      if (segment != null && seen.add(next) && leadsTo(end, asked(segment), path, seen)) {
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  /** The segments that the active and candidate rules of a segment refer to. */
  private static Set<String> asked(Segment segment) {
    var asked = new LinkedHashSet<String>();
    activeAndCandidate(segment)
        .forEach(version -> asked.addAll(RuleVersion.segments(version.rule())));
    return asked;
  }

  private static Stream<RuleVersion> activeAndCandidate(Segment segment) {
    return Stream.concat(
        segment.active().stream(), segment.candidate().map(Segment.Candidate::rule).stream());
  }

  private void checkNames(String name, Condition rule) {
    List<String> missing = missing(name, rule);
    if (!missing.isEmpty()) {
      String first = missing.getFirst();
      List<String> nearest = NearestNames.of(first, others.keySet());
      throw invalid(
          placeOf(first, rule),
          "must be a segment, but there is no %s%s"
              .formatted(
                  first, nearest.isEmpty() ? "" : "; the nearest: " + String.join(", ", nearest)));
    }
  }

  private void checkNumber(String name, List<String> removed) {
    int number = MemberKey.segmentNumber(name);
    Stream.concat(others.keySet().stream(), removed.stream())
        .filter(other -> !other.equals(name) && MemberKey.segmentNumber(other) == number)
        .findFirst()
        .ifPresent(
            other -> {
              throw invalid(
                  "name",
                  "its name hash collides with that of %s; choose another name".formatted(other));
            });
  }

  private void checkSize(Segment after, SegmentCeilings ceilings) {
    DefinitionRoom.require(ceilings.segments(), "segments", others.size(), others.size());
    int conditions =
        after.candidate().map(candidate -> conditions(candidate.rule().rule())).orElse(0);
    if (conditions > ceilings.conditions()) {
      throw invalid(
          "rule",
          "must have at most %d conditions, but has %d"
              .formatted(ceilings.conditions(), conditions));
    }
    long behaviours = behaviours(after);
    if (behaviours > ceilings.behaviours()) {
      throw conflict(
          "a tenant's rules have at most %d different conditions on behaviour, but would have %d"
              .formatted(ceilings.behaviours(), behaviours));
    }
  }

  private long behaviours(Segment after) {
    return Stream.concat(others.values().stream(), Stream.of(after))
        .flatMap(
            segment ->
                Stream.concat(activeAndCandidate(segment), segment.previous().stream())
                    .flatMap(version -> RuleVersion.behaviours(version.rule()).stream()))
        .distinct()
        .count();
  }

  private static int conditions(Condition rule) {
    return switch (rule) {
      case Condition.All(var parts) -> parts.stream().mapToInt(RuleChecks::conditions).sum();
      case Condition.Any(var parts) -> parts.stream().mapToInt(RuleChecks::conditions).sum();
      case Condition.Not(var part) -> conditions(part);
      case Condition.Behaves _, Condition.HasTrait _, Condition.InSegment _ -> 1;
    };
  }

  /** The path at which a rule first refers to a segment, as in {@link ConditionJson}. */
  private static String placeOf(String segment, Condition rule) {
    var places = new LinkedHashMap<String, String>();
    collect("rule", rule, places);
    return places.getOrDefault(segment, "rule");
  }

  private static void collect(String at, Condition rule, Map<String, String> places) {
    switch (rule) {
      case Condition.All(var parts) -> collect(at + ".all", parts, places);
      case Condition.Any(var parts) -> collect(at + ".any", parts, places);
      case Condition.Not(var part) -> collect(at + ".not", part, places);
      case Condition.InSegment(var segment) -> places.putIfAbsent(segment, at + ".segment");
      case Condition.Behaves _, Condition.HasTrait _ -> {}
    }
  }

  private static void collect(String at, List<Condition> parts, Map<String, String> places) {
    for (int i = 0; i < parts.size(); i++) {
      collect("%s[%d]".formatted(at, i), parts.get(i), places);
    }
  }

  private static FailureException invalid(String at, String rule) {
    return new FailureException(new Failure.Invalid(at + " " + rule, at));
  }

  private static FailureException conflict(String detail) {
    return new FailureException(new Failure.Conflict(detail));
  }
}
