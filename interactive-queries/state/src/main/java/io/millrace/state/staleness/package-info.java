/**
 * The age of the data of a partition: of an active task, by the input it has processed, and of a
 * standby, by the changelog records it has applied.
 */
@NullMarked
package io.millrace.state.staleness;

import org.jspecify.annotations.NullMarked;
