package io.millrace.service.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Segment.Candidate;
import io.millrace.topologies.segment.rule.Segment.CandidateStage;
import io.millrace.topologies.segment.rule.TraitTest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SegmentVersionsTest {
  @Test
  void showsNothingOfASegmentThatIsQueued() {
    Segment queued = segment(Optional.empty(), candidate(CandidateStage.QUEUED));
    assertThatThrownBy(() -> SegmentVersions.shown(queued))
        .hasMessageContaining("2 is queued still");
    assertThatThrownBy(() -> SegmentVersions.other(queued))
        .hasMessageContaining("no other version");
    assertThatThrownBy(() -> SegmentVersions.evaluated(queued, 2)).hasMessageContaining("version");
  }

  @Test
  void showsTheActiveVersionAndComparesTheCandidate() {
    Segment both = segment(Optional.of(version(1)), candidate(CandidateStage.READY));
    assertThat(SegmentVersions.shown(both)).isEqualTo(1);
    assertThat(SegmentVersions.other(both)).isEqualTo(2);
    assertThat(SegmentVersions.shown(segment(Optional.empty(), candidate(CandidateStage.BUILDING))))
        .isEqualTo(2);
  }

  private static Segment segment(Optional<RuleVersion> active, Candidate candidate) {
    return new Segment("shop", "s", "", 2, active, Optional.of(candidate), Optional.empty());
  }

  private static Candidate candidate(CandidateStage stage) {
    return new Candidate(version(2), stage, true);
  }

  private static RuleVersion version(int number) {
    return new RuleVersion(number, new Condition.HasTrait(new TraitTest.Exists("plan")), List.of());
  }
}
