package io.millrace.topologies.segment.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A segment of a tenant's visitors.
 *
 * @param lastVersion the highest version number of its rule so far
 * @param active the version that decides about membership; empty until a first one is built
 * @param candidate a further version that is being built or waits to be activated
 * @param previous the version that was active before, still evaluated, so that it can be restored
 */
public record Segment(
    String tenant,
    String name,
    String description,
    int lastVersion,
    Optional<RuleVersion> active,
    Optional<Candidate> candidate,
    Optional<RuleVersion> previous) {

  /**
   * A version that is not active yet.
   *
   * @param rule its behaviours are empty while it is {@code QUEUED}
   * @param activates whether it becomes active automatically once it is ready
   */
  public record Candidate(RuleVersion rule, CandidateStage stage, boolean activates) {}

  /** The progress of a candidate. */
  public enum CandidateStage {
    /** Nothing is kept for it yet. */
    QUEUED,
    /** The stream counts for it, and history is being backfilled. */
    BUILDING,
    /** It is evaluated for every visitor. */
    READY
  }

  /** A copy with this candidate, or none. */
  public Segment withCandidate(Optional<Candidate> changed) {
    return new Segment(tenant, name, description, lastVersion, active, changed, previous);
  }

  /** A copy with its candidate active, and the version that was active as the previous one. */
  public Segment activated() {
    Optional<RuleVersion> next = candidate.map(Candidate::rule);
    return new Segment(
        tenant, name, description, lastVersion, next, Optional.empty(), active.or(() -> previous));
  }

  /** The versions that are evaluated for visitors. */
  public List<RuleVersion> evaluated() {
    var versions = new ArrayList<RuleVersion>();
    active.ifPresent(versions::add);
    candidate
        .filter(one -> one.stage() != CandidateStage.QUEUED)
        .ifPresent(one -> versions.add(one.rule()));
    previous.ifPresent(versions::add);
    return versions;
  }

  /** The version with this number, if it is kept. */
  public Optional<RuleVersion> version(int number) {
    var all = new ArrayList<>(evaluated());
    candidate.ifPresent(one -> all.add(one.rule()));
    return all.stream().filter(one -> one.version() == number).findFirst();
  }

  /**
   * A copy with another of its versions active: a candidate that is ready, or the previous one. The
   * one that was active becomes the previous one.
   *
   * @return empty if the version cannot be activated
   */
  public Optional<Segment> activated(int number) {
    if (candidate
        .filter(one -> one.stage() == CandidateStage.READY && one.rule().version() == number)
        .isPresent()) {
      return Optional.of(activated());
    }
    return previous
        .filter(one -> one.version() == number)
        .map(
            one ->
                new Segment(
                    tenant, name, description, lastVersion, Optional.of(one), candidate, active));
  }
}
