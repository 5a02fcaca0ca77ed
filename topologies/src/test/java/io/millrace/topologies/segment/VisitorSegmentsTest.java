package io.millrace.topologies.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Verdict;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class VisitorSegmentsTest {
  private static final VisitorKey ANNA = new VisitorKey("shop", "anna");

  @Property(tries = 500)
  void anExplanationHoldsWhereTheVisitorIsIn(@ForAll long seed) {
    var random = new Random(seed);
    var rules = new RandomRules(random);
    List<Segment> segments = rules.segments(4);
    RuleSet book = RuleSet.of(segments, List.of());
    long clock = RandomVisitor.START;
    byte[] record = VisitorRecord.fresh().toBytes();
    for (int step = 0; step < 20; step++) {
      clock += random.nextLong(rules.length());
      record =
          after(rules.event("anna", clock - random.nextInt(5_000), clock), book, record, clock);
      var now = VisitorSegments.at(clock, book, ANNA, VisitorRecord.fromBytes(record));
      for (Segment segment : segments) {
        assertThat(now.explain(segment.name(), 1).orElseThrow().holds())
            .isEqualTo(now.membership(segment.name(), 1).isPresent());
        turnsWhenItSays(segment.name(), now, book, record);
      }
    }
  }

  private static void turnsWhenItSays(
      String segment, VisitorSegments now, RuleSet book, byte[] record) {
    long turn = now.changesAt(segment, 1);
    boolean in = now.membership(segment, 1).isPresent();
    long before = turn == Verdict.NEVER ? now.asOf() + 1_000_000_000_000L : turn - 1;
    assertThat(isIn(segment, before, book, record)).isEqualTo(in);
    if (turn != Verdict.NEVER) {
      assertThat(isIn(segment, turn, book, record)).isNotEqualTo(in);
    }
  }

  private static boolean isIn(String segment, long moment, RuleSet book, byte[] record) {
    return VisitorSegments.at(moment, book, ANNA, VisitorRecord.fromBytes(record))
        .membership(segment, 1)
        .isPresent();
  }

  private static byte[] after(Event event, RuleSet book, byte[] record, long now) {
    VisitorRecord visitor = VisitorRecord.fromBytes(record);
    new Evaluation(book, ANNA, visitor.segments(), visitor.traits(), MembershipListener.IGNORED)
        .take(event, now);
    return visitor.toBytes();
  }
}
