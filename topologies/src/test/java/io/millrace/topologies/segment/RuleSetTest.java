package io.millrace.topologies.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.visitor.Trait;
import io.millrace.serdes.visitor.TraitValue;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.TraitTest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleSetTest {
  private static final Condition PRO =
      new Condition.HasTrait(new TraitTest.In("plan", Set.of("pro")));

  @Test
  void aVersionThatWasActiveMayAskForASegmentThatAsksForItsSegmentNow() {
    var first =
        new Segment(
            "shop",
            "a",
            "",
            2,
            Optional.of(RandomRules.version(2, PRO)),
            Optional.empty(),
            Optional.of(RandomRules.version(1, new Condition.InSegment("b"))));
    var second = RandomRules.segment("b", 1, new Condition.InSegment("a"));
    for (List<Segment> order : List.of(List.of(first, second), List.of(second, first))) {
      var visitor = VisitorRecord.fresh();
      visitor.traits().put("plan", new Trait(new TraitValue.Text("pro"), 0));
      new Evaluation(
              RuleSet.of(order, List.of()),
              new VisitorKey("shop", "anna"),
              visitor.segments(),
              visitor.traits(),
              MembershipListener.IGNORED)
          .advance(1);
      assertThat(visitor.segments().membership(MemberKey.segmentNumber("a"), 2)).isNotNull();
      assertThat(visitor.segments().membership(MemberKey.segmentNumber("b"), 1)).isNotNull();
      assertThat(visitor.segments().membership(MemberKey.segmentNumber("a"), 1)).isNotNull();
    }
  }
}
