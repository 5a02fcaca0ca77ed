package io.millrace.service.segments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.service.segments.MemberReads.Difference;
import io.millrace.topologies.segment.rule.ConditionJson;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Segment.Candidate;
import io.millrace.topologies.segment.rule.Segment.CandidateStage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A segment, with its versions. Numbers of visitors are only there where the answer counts them.
 *
 * @param version the active one, which says who is in the segment; absent until there is one
 * @param size how many visitors are in the segment now
 * @param rule of the active version
 * @param candidate a further version on its way
 * @param previous the version that was active before, which can come back at once
 * @param change what the request did: created, changed or unchanged
 */
@Schema(name = "Segment")
@JsonInclude(JsonInclude.Include.NON_NULL)
record SegmentView(
    String name,
    String description,
    @Nullable Integer version,
    @Nullable Long size,
    @Schema(type = "object") @JsonRawValue @Nullable String rule,
    @Nullable CandidateView candidate,
    @Nullable PreviousView previous,
    @Nullable String change) {

  /**
   * A version on its way.
   *
   * @param stage queued, building or ready
   * @param activate when-ready, or by-hand: with POST .../activate
   * @param size how many visitors it has so far
   * @param progress what is being done for it and others, while it is building
   * @param difference how many would enter and leave if it were active; only once it is ready
   */
  @Schema(name = "SegmentCandidate")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CandidateView(
      int version,
      String stage,
      String activate,
      @Nullable Long size,
      @Schema(type = "object") @JsonRawValue @Nullable String rule,
      SegmentBuilds.@Nullable Progress progress,
      @Nullable Difference difference) {}

  /** The version that was active before. */
  @Schema(name = "SegmentPreviousVersion")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PreviousView(
      int version,
      @Nullable Long size,
      @Schema(type = "object") @JsonRawValue @Nullable String rule) {}

  /** What is known of a segment's versions now, where an answer has it. */
  interface Now {
    /** Nothing is counted. */
    Now NOTHING = new Now() {};

    /** How many visitors a version has. */
    default @Nullable Long size(int version) {
      return null;
    }

    /** Who would come and go if a version were active. */
    default @Nullable Difference difference(int version) {
      return null;
    }

    /** What is being done for the versions of the tenant that are on their way. */
    default SegmentBuilds.@Nullable Progress progress() {
      return null;
    }
  }

  /** As a list has it: without rules. */
  static SegmentView summary(Segment segment, Now now) {
    return of(segment, now, false, null);
  }

  /** All of it. */
  static SegmentView whole(Segment segment, Now now) {
    return of(segment, now, true, null);
  }

  /** As it is defined, after a change. */
  static SegmentView defined(Segment segment, @Nullable String change) {
    return of(segment, Now.NOTHING, true, change);
  }

  private static SegmentView of(Segment segment, Now now, boolean rules, @Nullable String change) {
    Optional<RuleVersion> active = segment.active();
    return new SegmentView(
        segment.name(),
        segment.description(),
        active.map(RuleVersion::version).orElse(null),
        active.map(version -> now.size(version.version())).orElse(null),
        active.map(version -> rule(version, rules)).orElse(null),
        segment.candidate().map(one -> candidate(one, now, rules)).orElse(null),
        segment.previous().map(one -> previous(one, now, rules)).orElse(null),
        change);
  }

  private static CandidateView candidate(Candidate candidate, Now now, boolean rules) {
    int version = candidate.rule().version();
    CandidateStage stage = candidate.stage();
    return new CandidateView(
        version,
        stage.name().toLowerCase(Locale.ROOT),
        candidate.activates() ? SegmentRequest.WHEN_READY : SegmentRequest.BY_HAND,
        stage == CandidateStage.QUEUED ? null : now.size(version),
        rule(candidate.rule(), rules),
        stage == CandidateStage.BUILDING ? now.progress() : null,
        stage == CandidateStage.READY ? now.difference(version) : null);
  }

  private static PreviousView previous(RuleVersion version, Now now, boolean rules) {
    return new PreviousView(version.version(), now.size(version.version()), rule(version, rules));
  }

  private static @Nullable String rule(RuleVersion version, boolean wanted) {
    return wanted ? ConditionJson.write(version.rule()).toString() : null;
  }
}
