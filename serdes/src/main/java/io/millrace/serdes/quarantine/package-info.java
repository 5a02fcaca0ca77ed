/** Rejected events with their reasons: no event is dropped silently. */
@NullMarked
package io.millrace.serdes.quarantine;

import org.jspecify.annotations.NullMarked;
