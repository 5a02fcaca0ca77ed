package io.millrace.topologies.segment.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A segment of a tenant's visitors.
 *
 * @param lastVersion the highest number that a version of its rule has had
 * @param active the version that decides who is in it; none until a first one is built
 * @param candidate a further version that is built or waits to be activated
 * @param previous the version that was active before, still evaluated, so that it can come back
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
   * A version on its way.
   *
   * @param rule its behaviours are empty while it is {@code QUEUED}
   * @param activates whether it becomes active by itself once it is ready
   */
  public record Candidate(RuleVersion rule, CandidateStage stage, boolean activates) {}

  /** How far a candidate is. */
  public enum CandidateStage {
    /** Nothing is kept for it yet. */
    QUEUED,
    /** The stream counts for it, and history comes in. */
    BUILDING,
    /** It is evaluated for every visitor. */
    READY
  }

  public Segment withCandidate(Optional<Candidate> changed) {
    return new Segment(tenant, name, description, lastVersion, active, changed, previous);
  }

  /** With its candidate in force, and what was in force kept beside it. */
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

  /** The version with a number, if it is kept. */
  public Optional<RuleVersion> version(int number) {
    var all = new ArrayList<>(evaluated());
    candidate.ifPresent(one -> all.add(one.rule()));
    return all.stream().filter(one -> one.version() == number).findFirst();
  }

  /**
   * The segment with another of its versions active: a candidate that is ready, or the previous
   * one. The one that was active becomes the previous one.
   *
   * @return none where the version cannot be activated
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
