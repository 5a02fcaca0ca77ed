package io.millrace.topologies.segment;

import io.millrace.topologies.segment.rule.TraitTest;
import java.util.List;

/** A rule's condition, with behaviours and segments by their places in the {@link RuleSet}. */
sealed interface RuleNode {
  record All(List<RuleNode> parts) implements RuleNode {}

  record Any(List<RuleNode> parts) implements RuleNode {}

  record Not(RuleNode part) implements RuleNode {}

  /** One of the behaviours that share a slot. */
  record Behaves(int slot, int behaviour) implements RuleNode {}

  record HasTrait(TraitTest test) implements RuleNode {}

  /** In the rule of another segment. */
  record InRule(int rule) implements RuleNode {}

  /** In a segment that no version of is active. */
  record Nowhere() implements RuleNode {}
}
