package io.millrace.standalone.imports;

import io.millrace.serdes.bytes.Hash;

/**
 * The message id of a line: its number and the hash of its text. The file's name is not part of it,
 * so that a log that was renamed or compressed in the meantime is still the same log.
 */
final class LineId {
  private LineId() {}

  static String of(String kind, String line, long number) {
    return kind + "-" + number + "-" + Long.toHexString(Hash.of(line));
  }
}
