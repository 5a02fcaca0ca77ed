/**
 * Membership changes of segments: the record of the topic {@code segment-changes} and its codec.
 *
 * <p>The rules themselves are in {@code io.millrace.topologies.segment.rule}.
 */
@NullMarked
package io.millrace.serdes.segment;

import org.jspecify.annotations.NullMarked;
