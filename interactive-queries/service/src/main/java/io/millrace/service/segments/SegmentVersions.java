package io.millrace.service.segments;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import java.util.List;

/** Selects the version of a segment for a request. */
final class SegmentVersions {
  private SegmentVersions() {}

  /** The active one; before there is one, the candidate that is being built. */
  static int shown(Segment segment) {
    return segment.evaluated().stream()
        .findFirst()
        .map(RuleVersion::version)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.Conflict(
                        "%s has no version yet that visitors are evaluated by, as version %d is queued still"
                            .formatted(segment.name(), segment.lastVersion()))));
  }

  /** The version with this number, if visitors are evaluated by it. */
  static int evaluated(Segment segment, int version) {
    List<String> known =
        segment.evaluated().stream().map(one -> Integer.toString(one.version())).toList();
    String wanted = Integer.toString(version);
    if (!known.contains(wanted)) {
      throw new FailureException(new Failure.UnknownName("version", wanted, known));
    }
    return version;
  }

  /** One that could be activated instead: the candidate, or else the previous one. */
  static int other(Segment segment) {
    return segment.evaluated().stream()
        .filter(one -> !segment.active().filter(one::equals).isPresent())
        .findFirst()
        .map(RuleVersion::version)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.Conflict(
                        "%s has no other version that visitors are evaluated by"
                            .formatted(segment.name()))));
  }
}
