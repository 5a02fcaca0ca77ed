package io.millrace.interactivequeries.segments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.interactivequeries.segments.MemberReads.Difference;
import io.millrace.serdes.segment.ConditionJson;
import io.millrace.serdes.segment.RuleVersion;
import io.millrace.serdes.segment.Segment;
import io.millrace.serdes.segment.Segment.Candidate;
import io.millrace.serdes.segment.Segment.Stage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToLongFunction;
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
      @Nullable Difference difference) {}

  /** The version that was active before. */
  @Schema(name = "SegmentPreviousVersion")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PreviousView(
      int version,
      @Nullable Long size,
      @Schema(type = "object") @JsonRawValue @Nullable String rule) {}

  /** As a list has it: without rules. */
  static SegmentView summary(Segment segment, IntToLongFunction sizes) {
    return of(segment, counted(sizes), _ -> null, false, null);
  }

  /** All of it. */
  static SegmentView whole(Segment segment, IntToLongFunction sizes, Differences differences) {
    return of(segment, counted(sizes), differences, true, null);
  }

  /** As it is defined, after a change: nothing is counted. */
  static SegmentView defined(Segment segment, @Nullable String change) {
    return of(segment, _ -> null, _ -> null, true, change);
  }

  private interface Sizes {
    @Nullable Long of(RuleVersion version);
  }

  /** Who would come and go if a version were active. */
  interface Differences {
    @Nullable Difference of(int version);
  }

  private static Sizes counted(IntToLongFunction sizes) {
    return version -> sizes.applyAsLong(version.version());
  }

  private static SegmentView of(
      Segment segment,
      Sizes sizes,
      Differences differences,
      boolean rules,
      @Nullable String change) {
    Optional<RuleVersion> active = segment.active();
    return new SegmentView(
        segment.name(),
        segment.description(),
        active.map(RuleVersion::version).orElse(null),
        active.map(sizes::of).orElse(null),
        active.map(version -> rule(version, rules)).orElse(null),
        segment.candidate().map(one -> candidate(one, sizes, differences, rules)).orElse(null),
        segment.previous().map(one -> previous(one, sizes, rules)).orElse(null),
        change);
  }

  private static CandidateView candidate(
      Candidate candidate, Sizes sizes, Differences differences, boolean rules) {
    RuleVersion version = candidate.rule();
    return new CandidateView(
        version.version(),
        candidate.stage().name().toLowerCase(Locale.ROOT),
        candidate.activates() ? Wanted.WHEN_READY : Wanted.BY_HAND,
        candidate.stage() == Stage.QUEUED ? null : sizes.of(version),
        rule(version, rules),
        candidate.stage() == Stage.READY ? differences.of(version.version()) : null);
  }

  private static PreviousView previous(RuleVersion version, Sizes sizes, boolean rules) {
    return new PreviousView(version.version(), sizes.of(version), rule(version, rules));
  }

  private static @Nullable String rule(RuleVersion version, boolean wanted) {
    return wanted ? ConditionJson.write(version.rule()).toString() : null;
  }
}
