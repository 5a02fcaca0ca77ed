package io.millrace.service.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Segment.Candidate;
import io.millrace.topologies.segment.rule.Segment.CandidateStage;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleChecksTest {
  @Test
  void refusesARuleThatAsksForItsOwnSegmentOverOthersAndNamesTheWay() {
    List<Segment> others =
        List.of(active("b", in("c")), queued("c", in("d"), in("a")), active("d", did("x")));
    assertThat(refusal(others, queued("a", in("b")))).isEqualTo(invalid("a -> b -> c -> a"));
    assertThat(refusal(List.of(), queued("a", in("a")))).isEqualTo(invalid("a -> a"));
    assertThat(refusal(others, queued("e", in("b"), in("d")))).isNull();
  }

  @Test
  void namesTheNearestOfAnUnknownSegmentAndItsPlace() {
    var rule = new Condition.All(List.of(did("x"), new Condition.Not(in("big-spender"))));
    assertThat(refusal(List.of(active("big-spenders", did("x"))), queued("a", rule)))
        .isEqualTo(
            new Failure.Invalid(
                "rule.all[1].not.segment must be a segment, but there is no big-spender; "
                    + "the nearest: big-spenders",
                "rule.all[1].not.segment"));
  }

  @Test
  void keepsToTheCeilings() {
    var few = new SegmentCeilings(DefinitionCeilings.perTenant(2), 3, 4);
    List<Segment> one = List.of(active("b", did("x"), did("y")));
    List<Segment> two = List.of(active("b", did("x")), active("c", did("x")));
    assertThat(refusal(two, queued("a", did("x")), few))
        .isEqualTo(new Failure.Conflict("a tenant has at most 2 segments; remove one first"));
    assertThat(refusal(two, queued("c", did("y")), few)).isNull();
    assertThat(refusal(one, queued("a", did("x"), did("y"), in("b"), in("b")), few))
        .isEqualTo(new Failure.Invalid("rule must have at most 3 conditions, but has 4", "rule"));
    assertThat(refusal(one, queued("a", did("v"), did("w"), did("y")), few)).isNull();
    assertThat(refusal(one, queued("a", did("u"), did("v"), did("w")), few))
        .isEqualTo(
            new Failure.Conflict(
                "a tenant's rules have at most 4 different conditions on behaviour, "
                    + "but would have 5"));
  }

  @Test
  void refusesANameWhoseNumberAnotherHas() {
    var names = new HashMap<Integer, String>();
    int next = 0;
    while (names.putIfAbsent(MemberKey.segmentNumber("s" + next), "s" + next) == null) {
      next++;
    }
    String name = "s" + next;
    String twin = names.getOrDefault(MemberKey.segmentNumber(name), "");
    assertThat(refusal(List.of(active(twin, did("x"))), queued(name, did("x"))))
        .isInstanceOfSatisfying(
            Failure.Invalid.class,
            invalid -> {
              assertThat(invalid.field()).isEqualTo("name");
              assertThat(invalid.detail()).contains(twin).contains("choose another name");
            });
  }

  @Test
  void saysWhoAsksForASegment() {
    List<Segment> others =
        List.of(active("c", in("a")), queued("b", in("a")), active("d", in("b")));
    assertThat(new RuleChecks(others, "a").dependentsOf("a")).containsExactly("b", "c");
  }

  private static Failure invalid(String path) {
    return new Failure.Invalid("rule must not refer to its own segment: " + path, "rule");
  }

  private static @Nullable Failure refusal(List<Segment> others, Segment after) {
    return refusal(others, after, SegmentCeilings.DEFAULT);
  }

  private static @Nullable Failure refusal(
      List<Segment> others, Segment after, SegmentCeilings ceilings) {
    FailureException refusal =
        catchThrowableOfType(
            FailureException.class,
            () -> new RuleChecks(others, after.name()).check(after, ceilings, List.of()));
    return refusal == null ? null : refusal.failure();
  }

  private static Segment active(String name, Condition... parts) {
    return new Segment(
        "shop", name, "", 1, Optional.of(version(parts)), Optional.empty(), Optional.empty());
  }

  private static Segment queued(String name, Condition... parts) {
    var candidate = new Candidate(version(parts), CandidateStage.QUEUED, true);
    return new Segment(
        "shop", name, "", 1, Optional.empty(), Optional.of(candidate), Optional.empty());
  }

  private static RuleVersion version(Condition... parts) {
    return new RuleVersion(
        1, parts.length == 1 ? parts[0] : new Condition.All(List.of(parts)), List.of());
  }

  private static Condition in(String segment) {
    return new Condition.InSegment(segment);
  }

  private static Condition did(String name) {
    return new Condition.Behaves(
        new Behaviour.Count(EventFilter.named(name), Behaviour.Bound.AT_LEAST, 1, Behaviour.EVER));
  }
}
