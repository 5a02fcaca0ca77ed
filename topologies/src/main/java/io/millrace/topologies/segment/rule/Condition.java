package io.millrace.topologies.segment.rule;

import java.util.List;

/** A condition of a segment's rule on a visitor. */
public sealed interface Condition {
  /** All parts must hold. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** At least one part must hold. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** The part must not hold. */
  record Not(Condition part) implements Condition {}

  /** A condition on the visitor's events. */
  record Behaves(Behaviour behaviour) implements Condition {}

  /** A condition on a trait of the visitor. */
  record HasTrait(TraitTest test) implements Condition {}

  /** The visitor must be in another segment. */
  record InSegment(String segment) implements Condition {}
}
