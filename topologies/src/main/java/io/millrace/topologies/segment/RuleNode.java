package io.millrace.topologies.segment;

import io.millrace.topologies.segment.rule.TraitTest;
import java.util.List;

/** A rule's condition, with behaviours and segments by their indices in the {@link RuleSet}. */
sealed interface RuleNode {
  record All(List<RuleNode> parts) implements RuleNode {}

  record Any(List<RuleNode> parts) implements RuleNode {}

  record Not(RuleNode part) implements RuleNode {}

  /** One of the behaviours that share a slot. */
  record Behaves(int slot, int behaviour) implements RuleNode {}

  record HasTrait(TraitTest test) implements RuleNode {}

  /** A member by the rule of another segment. */
  record InRule(int rule) implements RuleNode {}

  /** A member of a segment without an active version. */
  record Nowhere() implements RuleNode {}
}
