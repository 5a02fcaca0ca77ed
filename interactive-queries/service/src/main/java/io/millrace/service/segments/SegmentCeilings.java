package io.millrace.service.segments;

import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.topologies.segment.rule.SegmentKind;

/**
 * Limits of a tenant's definitions.
 *
 * @param conditions of one rule
 * @param behaviours distinct ones, over all rules
 */
record SegmentCeilings(DefinitionCeilings segments, int conditions, int behaviours) {
  static final SegmentCeilings DEFAULT =
      new SegmentCeilings(SegmentKind.INSTANCE.ceilings(), 50, 2_000);
}
