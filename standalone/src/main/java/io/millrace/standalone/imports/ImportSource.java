package io.millrace.standalone.imports;

import java.util.Optional;

/** What turns the lines of a file into events. */
interface ImportSource {
  /**
   * The event of a line, or nothing for a line that is empty.
   *
   * @param number the line's position in its file, counted from 1
   */
  default Optional<ImportedEvent> event(String line, long number) throws MalformedLine {
    if (line.isBlank()) {
      return Optional.empty();
    }
    if (line.length() > LineReader.LONGEST) {
      throw new MalformedLine("a line must be shorter than 1 MiB");
    }
    return Optional.of(eventOf(line, number));
  }

  /** The event of a line that is not empty and not too long. */
  ImportedEvent eventOf(String line, long number) throws MalformedLine;
}
