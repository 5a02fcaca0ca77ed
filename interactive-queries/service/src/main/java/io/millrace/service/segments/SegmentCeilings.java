package io.millrace.service.segments;

import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.topologies.segment.rule.SegmentKind;

/**
 * How much a tenant may define.
 *
 * @param conditions of one rule
 * @param behaviours that differ, over all rules
 */
record SegmentCeilings(DefinitionCeilings segments, int conditions, int behaviours) {
  static final SegmentCeilings DEFAULT =
      new SegmentCeilings(SegmentKind.INSTANCE.ceilings(), 50, 2_000);
}
