package io.millrace.service.segments;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.service.segments.SegmentWriter.Before;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Segment.Candidate;
import io.millrace.topologies.segment.rule.Segment.CandidateStage;
import io.millrace.topologies.segment.rule.TraitTest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SegmentEditorTest {
  private static final Condition A = new Condition.HasTrait(new TraitTest.Exists("a"));
  private static final Condition B = new Condition.HasTrait(new TraitTest.Exists("b"));
  private static final Condition C = new Condition.HasTrait(new TraitTest.Exists("c"));

  @Test
  void beginsAfterTheVersionsThatARemovedOneHad() {
    Segment fresh = next(new Before(Optional.empty(), 7), A);
    assertThat(fresh.lastVersion()).isEqualTo(8);
    assertThat(fresh.candidate()).contains(queued(8, A, true));
    assertThat(fresh.evaluated()).isEmpty();
  }

  @Test
  void theSameAgainChangesNothing() {
    Segment fresh = next(new Before(Optional.empty(), 0), A);
    assertThat(next(fresh, A)).isEqualTo(fresh);
    Segment active = segment(1, Optional.of(version(1, A)), Optional.empty());
    assertThat(next(active, A)).isEqualTo(active);
    Segment changed = next(active, B);
    assertThat(changed.candidate()).contains(queued(2, B, false));
    assertThat(next(changed, B)).isEqualTo(changed);
    var building = new Candidate(version(2, B), CandidateStage.BUILDING, true);
    Segment underWay = segment(2, active.active(), Optional.of(building));
    assertThat(next(underWay, B)).isEqualTo(underWay);
  }

  @Test
  void anotherRuleTakesThePlaceOfWhatIsOnItsWay() {
    Segment before =
        segment(
            2,
            Optional.of(version(1, A)),
            Optional.of(new Candidate(version(2, B), CandidateStage.BUILDING, true)));
    Segment after = next(before, C);
    assertThat(after.lastVersion()).isEqualTo(3);
    assertThat(after.candidate()).contains(queued(3, C, false));
    assertThat(after.active()).isEqualTo(before.active());
    Segment back = next(after, A);
    assertThat(back.candidate()).isEmpty();
    assertThat(back.lastVersion()).isEqualTo(3);
  }

  @Test
  void whatIsReadyBecomesActiveOnceItMay() {
    Segment before =
        segment(
            2,
            Optional.of(version(1, A)),
            Optional.of(new Candidate(version(2, B), CandidateStage.READY, false)));
    assertThat(next(before, B)).isEqualTo(before);
    Segment after =
        SegmentEditor.next(
            "shop",
            "s",
            new Before(Optional.of(before), 2),
            new SegmentRequest("", B, Optional.of(true)));
    assertThat(after.active()).contains(version(2, B));
    assertThat(after.previous()).contains(version(1, A));
    assertThat(after.candidate()).isEmpty();
    assertThat(after.activated(1).orElseThrow().active()).contains(version(1, A));
    assertThat(after.activated(3)).isEmpty();
  }

  private static Segment next(Segment before, Condition rule) {
    return next(new Before(Optional.of(before), before.lastVersion()), rule);
  }

  private static Segment next(Before before, Condition rule) {
    return SegmentEditor.next("shop", "s", before, new SegmentRequest("", rule, Optional.empty()));
  }

  private static Segment segment(
      int lastVersion, Optional<RuleVersion> active, Optional<Candidate> candidate) {
    return new Segment("shop", "s", "", lastVersion, active, candidate, Optional.empty());
  }

  private static Candidate queued(int version, Condition rule, boolean activates) {
    return new Candidate(version(version, rule), CandidateStage.QUEUED, activates);
  }

  private static RuleVersion version(int number, Condition rule) {
    return new RuleVersion(number, rule, List.of());
  }
}
