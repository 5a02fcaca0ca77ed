/**
 * What a segment is: a rule over a visitor's traits and behaviour, and the least that has to be
 * kept of a visitor to know at any moment whether the rule holds.
 *
 * <p>An event counts from {@link io.millrace.topologies.segment.rule.Behaviour#timestampOf}: its
 * event time, or its arrival where it claims to be from the future. "Within D" always means less
 * than D ago.
 */
@NullMarked
package io.millrace.serdes.segment;

import org.jspecify.annotations.NullMarked;
