package io.millrace.topologies.segment;

import io.millrace.serdes.visitor.SegmentState.Membership;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Evidence;
import io.millrace.topologies.segment.rule.TraitTest;
import io.millrace.topologies.segment.rule.Verdict;
import java.util.List;
import java.util.Optional;

/** Why a rule holds for a visitor or not: its conditions, each with whether it holds. */
public sealed interface Explanation {
  boolean holds();

  record All(List<Explanation> parts) implements Explanation {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds() {
      return parts.stream().allMatch(Explanation::holds);
    }
  }

  record Any(List<Explanation> parts) implements Explanation {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds() {
      return parts.stream().anyMatch(Explanation::holds);
    }
  }

  record Not(Explanation part) implements Explanation {
    @Override
    public boolean holds() {
      return !part.holds();
    }
  }

  /**
   * What the visitor did.
   *
   * @param now when it was looked at, epoch milliseconds
   */
  record Behaves(Behaviour behaviour, Verdict verdict, Evidence evidence, long now)
      implements Explanation {
    @Override
    public boolean holds() {
      return verdict.holds();
    }
  }

  /**
   * What is known of the visitor.
   *
   * @param value the trait as text; {@code ""} where there is none
   */
  record HasTrait(TraitTest test, String value, boolean holds) implements Explanation {}

  /**
   * The visitor is in another segment.
   *
   * @param membership by the segment's active version
   */
  record InSegment(String segment, Optional<Membership> membership) implements Explanation {
    @Override
    public boolean holds() {
      return membership.isPresent();
    }
  }
}
