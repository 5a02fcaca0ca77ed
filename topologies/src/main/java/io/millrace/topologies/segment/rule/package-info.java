/**
 * Segment rules: their conditions, their JSON, and the slots of the visitor record that keep the
 * least that makes each condition exact.
 */
@NullMarked
package io.millrace.topologies.segment.rule;

import org.jspecify.annotations.NullMarked;
