package io.millrace.service.segments;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.definition.DefinitionChange;
import io.millrace.service.segments.SegmentWriter.Before;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.definitions.Written;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Segment.Candidate;
import io.millrace.topologies.segment.rule.Segment.CandidateStage;
import io.millrace.topologies.segment.rule.SegmentKind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Creates, changes, activates and removes the segments of tenants. */
@Singleton
final class SegmentEditor {
  private final SegmentCatalogue catalog;
  private final SegmentWriter writer;
  private final Tenants tenants;

  SegmentEditor(SegmentCatalogue catalog, SegmentWriter writer, Tenants tenants) {
    this.catalog = catalog;
    this.writer = writer;
    this.tenants = tenants;
  }

  /** Creates the segment, or brings it to what is wanted; the same again changes nothing. */
  Written<Segment> put(String tenant, String name, JsonNode body) throws InterruptedException {
    SegmentRequest wanted = SegmentRequest.parse(name, body, tenants.timeZone(tenant));
    var change = new AtomicReference<>(DefinitionChange.CREATED);
    Segment written =
        writer.put(
            tenant,
            name,
            before -> {
              Segment after = next(tenant, name, before, wanted);
              change.set(SegmentKind.INSTANCE.diff(before.segment(), after));
              if (change.get() != DefinitionChange.UNCHANGED) {
                checks(tenant, name)
                    .check(after, SegmentCeilings.DEFAULT, catalog.current().removed(tenant));
              }
              return after;
            });
    return new Written<>(written, change.get());
  }

  /** Activates a version that is ready. */
  Segment activate(String tenant, String name, int version) throws InterruptedException {
    Segment known = catalog.named(tenant, name);
    return writer
        .change(
            tenant,
            name,
            before -> {
              Segment after =
                  before.activated(version).orElseThrow(() -> notActivable(before, version));
              checkActive(checks(tenant, name), after);
              return after;
            })
        .orElse(known);
  }

  /** Removes the segment: all members leave it. */
  void remove(String tenant, String name) throws InterruptedException {
    writer.remove(
        tenant,
        name,
        () -> {
          List<String> asking = checks(tenant, name).dependentsOf(name);
          if (!asking.isEmpty()) {
            throw conflict(
                "%s cannot be removed because other segments refer to it: %s"
                    .formatted(name, String.join(", ", asking)));
          }
        });
  }

  private RuleChecks checks(String tenant, String name) {
    return new RuleChecks(catalog.current().of(tenant), name);
  }

  /** The segment after the change; equal to the current one if the definition is equal. */
  static Segment next(String tenant, String name, Before before, SegmentRequest wanted) {
    if (before.segment().isEmpty()) {
      int first = before.lastVersion() + 1;
      return new Segment(
          tenant,
          name,
          wanted.description(),
          first,
          Optional.empty(),
          Optional.of(queued(first, wanted.rule(), true)),
          Optional.empty());
    }
    Segment known = before.segment().get();
    Optional<Candidate> candidate = candidate(known, wanted);
    Segment after =
        new Segment(
            tenant,
            name,
            wanted.description(),
            Math.max(known.lastVersion(), candidate.map(one -> one.rule().version()).orElse(0)),
            known.active(),
            candidate,
            known.previous());
    return candidate
        .filter(one -> one.stage() == CandidateStage.READY && one.activates())
        .flatMap(one -> after.activated(one.rule().version()))
        .orElse(after);
  }

  /**
   * The candidate after a write. A candidate with the same rule continues; writing the active rule
   * cancels the candidate.
   */
  private static Optional<Candidate> candidate(Segment known, SegmentRequest wanted) {
    Optional<Candidate> same = known.candidate().filter(one -> has(one.rule(), wanted.rule()));
    if (same.isPresent()) {
      Candidate one = same.get();
      boolean activates = wanted.activates().orElse(one.activates());
      return Optional.of(new Candidate(one.rule(), one.stage(), activates));
    }
    if (known.active().filter(version -> has(version, wanted.rule())).isPresent()) {
      return Optional.empty();
    }
    // A segment that was never active is activated automatically.
    boolean activates = known.active().isEmpty() || wanted.activates().orElse(false);
    return Optional.of(queued(known.lastVersion() + 1, wanted.rule(), activates));
  }

  private static boolean has(RuleVersion version, Condition rule) {
    return version.rule().equals(rule);
  }

  private static Candidate queued(int version, Condition rule, boolean activates) {
    return new Candidate(
        new RuleVersion(version, rule, List.of()), CandidateStage.QUEUED, activates);
  }

  /** References to the segment may have changed since the version was active. */
  private static void checkActive(RuleChecks checks, Segment after) {
    checks
        .cycle(after)
        .ifPresent(
            path -> {
              throw conflict("active, it would ask for its own segment: " + path);
            });
    List<String> missing =
        after
            .active()
            .map(version -> checks.missing(after.name(), version.rule()))
            .orElse(List.of());
    if (!missing.isEmpty()) {
      throw conflict(
          "its rule refers to segments that no longer exist: " + String.join(", ", missing));
    }
  }

  private static FailureException notActivable(Segment segment, int version) {
    var can = new ArrayList<String>();
    segment
        .candidate()
        .filter(one -> one.stage() == CandidateStage.READY)
        .ifPresent(one -> can.add(one.rule().version() + " (candidate)"));
    segment.previous().ifPresent(one -> can.add(one.version() + " (previous)"));
    return conflict(
        "version %d of %s cannot be activated, as it %s; what can be: %s"
            .formatted(
                version,
                segment.name(),
                state(segment, version),
                can.isEmpty() ? "none" : String.join(", ", can)));
  }

  private static String state(Segment segment, int version) {
    if (segment.active().filter(one -> one.version() == version).isPresent()) {
      return "is active already";
    }
    return segment
        .candidate()
        .filter(one -> one.rule().version() == version)
        .map(one -> "is " + one.stage().name().toLowerCase(Locale.ROOT) + " still")
        .orElse("is not kept");
  }

  private static FailureException conflict(String detail) {
    return new FailureException(new Failure.Conflict(detail));
  }
}
