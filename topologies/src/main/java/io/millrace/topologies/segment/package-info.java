/**
 * Segments in the stream: which rules an event can touch, what becomes of a visitor's memberships,
 * and when time alone changes them.
 */
@NullMarked
package io.millrace.topologies.segment;

import org.jspecify.annotations.NullMarked;
