/**
 * Imports: files of past events, sent through the same HTTP API as live events.
 *
 * <p>An {@link io.millrace.standalone.imports.ImportSource} converts a file to events, each with an
 * id that depends on the file's content alone, so that importing a file again changes nothing.
 * {@link io.millrace.standalone.imports.ParallelSender} sends them: the events of one visitor in
 * order, those of different visitors in parallel.
 */
@NullMarked
package io.millrace.standalone.imports;

import org.jspecify.annotations.NullMarked;
