/**
 * Imports: files of the past, sent through the same HTTP API as live events.
 *
 * <p>A {@link io.millrace.standalone.imports.ImportSource} turns a file into events, each with an
 * id that depends on the file's content alone, so that importing a file again changes nothing.
 * {@link io.millrace.standalone.imports.ParallelSender} send them: the events of one visitor in
 * order, those of different visitors beside one another.
 */
@NullMarked
package io.millrace.standalone.imports;

import org.jspecify.annotations.NullMarked;
