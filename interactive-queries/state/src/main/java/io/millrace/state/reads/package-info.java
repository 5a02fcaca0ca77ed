/**
 * The state stores as one, wherever their partitions are. A read of a partition goes to the
 * instance that has it, one hop at most; where that one does not answer, to a standby, if the
 * caller's bound on staleness allows it; and else it is a 503 with what the matter is. A partition
 * that cannot be read is never a gap in an answer.
 */
@NullMarked
package io.millrace.state.reads;

import org.jspecify.annotations.NullMarked;
