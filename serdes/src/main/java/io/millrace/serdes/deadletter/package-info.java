/**
 * The resolution of dead letters: a mark for each that was replayed or discarded, in a compacted
 * topic of its own. A dead letter without a mark is open.
 */
@NullMarked
package io.millrace.serdes.deadletter;

import org.jspecify.annotations.NullMarked;
