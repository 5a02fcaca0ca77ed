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
 * A segment, with its versions. Sizes are present only if they were counted.
 *
 * @param version the active one, which decides about membership; absent until there is one
 * @param size the current number of members
 * @param rule of the active version
 * @param candidate a version that is not active yet
 * @param previous the version that was active before, which can be restored immediately
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
   * A version that is not active yet.
   *
   * @param stage queued, building or ready
   * @param activate when-ready, or by-hand: with POST .../activate
   * @param size its number of members so far
   * @param progress of the build of the tenant's candidates
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

  /** The counted state of a segment's versions. */
  interface Now {
    /** Nothing is counted. */
    Now NOTHING = new Now() {};

    /** The number of members of a version. */
    default @Nullable Long size(int version) {
      return null;
    }

    /** Who would enter and leave if a version were active. */
    default @Nullable Difference difference(int version) {
      return null;
    }

    /** The progress of the tenant's candidates. */
    default SegmentBuilds.@Nullable Progress progress() {
      return null;
    }
  }

  /** For a list: without rules. */
  static SegmentView summary(Segment segment, Now now) {
    return of(segment, now, false, null);
  }

  /** The complete view. */
  static SegmentView whole(Segment segment, Now now) {
    return of(segment, now, true, null);
  }

  /** The definition, after a change. */
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
