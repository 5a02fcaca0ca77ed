package io.millrace.topologies.segment.rule;

import java.util.List;

/** What a segment's rule asks of a visitor. */
public sealed interface Condition {
  /** Every one of them. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** At least one of them. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  record Not(Condition part) implements Condition {}

  /** What the visitor did. */
  record Behaves(Behaviour behaviour) implements Condition {}

  /** What is known of the visitor. */
  record HasTrait(TraitTest test) implements Condition {}

  /** The visitor is in another segment. */
  record InSegment(String segment) implements Condition {}
}
