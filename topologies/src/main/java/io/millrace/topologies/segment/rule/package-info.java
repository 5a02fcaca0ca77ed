/**
 * Segment rules: their conditions, their JSON, and the slots of the visitor record with the minimal
 * state that makes each condition exact.
 *
 * <p>An event counts from its event time, or from its arrival if its event time is in the future.
 * "Within D" always means less than D ago.
 */
@NullMarked
package io.millrace.topologies.segment.rule;

import org.jspecify.annotations.NullMarked;
