package io.millrace.service.segments;

/**
 * How much a tenant may define.
 *
 * @param conditions of one rule
 * @param behaviours that differ, over all rules
 */
record SegmentCeilings(int segments, int conditions, int behaviours) {
  static final SegmentCeilings DEFAULT = new SegmentCeilings(500, 50, 2_000);
}
