package io.millrace.standalone.imports;

import java.util.Optional;

/** Converts the lines of a file to events. */
interface ImportSource {
  /**
   * The event of a line, or empty for an empty line.
   *
   * @param number the line number in its file, from 1
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

  /** The event of a line that is neither empty nor too long. */
  ImportedEvent eventOf(String line, long number) throws MalformedLine;
}
