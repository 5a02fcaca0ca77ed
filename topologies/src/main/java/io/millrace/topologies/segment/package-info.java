/**
 * Segments in the stream: which rules an event can affect, how a visitor's memberships change, and
 * when time alone changes them.
 */
@NullMarked
package io.millrace.topologies.segment;

import org.jspecify.annotations.NullMarked;
