/** Segments against a model that recomputes everything from all events. */
@NullMarked
package io.millrace.topologies.segment;

import org.jspecify.annotations.NullMarked;
