package io.millrace.standalone.imports;

import java.util.Optional;

/** What turns the lines of a file into events. */
@FunctionalInterface
interface Source {
  /**
   * The event of a line, or nothing for a line that is empty.
   *
   * @param number the line's position in its file, counted from 1
   */
  Optional<ImportedEvent> event(String line, long number) throws OddLine;
}
