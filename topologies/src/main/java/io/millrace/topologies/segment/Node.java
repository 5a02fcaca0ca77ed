package io.millrace.topologies.segment;

import io.millrace.serdes.segment.TraitTest;
import java.util.List;

/** A rule's condition, with behaviours and segments by their places in the {@link RuleBook}. */
sealed interface Node {
  record All(List<Node> parts) implements Node {}

  record Any(List<Node> parts) implements Node {}

  record Not(Node part) implements Node {}

  /** One of the behaviours that share a slot. */
  record Behaves(int slot, int behaviour) implements Node {}

  record HasTrait(TraitTest test) implements Node {}

  /** In the rule of another segment. */
  record InRule(int rule) implements Node {}

  /** In a segment that no version of is active. */
  record Nowhere() implements Node {}
}
