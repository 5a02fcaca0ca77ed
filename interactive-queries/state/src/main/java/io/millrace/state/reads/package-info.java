/**
 * The state stores as one, wherever their partitions are. A read of a partition goes to the
 * instance that has it, one hop at most; if that one does not respond, to a standby, if the
 * caller's bound on staleness allows it; otherwise it is a 503 with the reason. A partition that
 * cannot be read is never a gap in a result.
 */
@NullMarked
package io.millrace.state.reads;

import org.jspecify.annotations.NullMarked;
