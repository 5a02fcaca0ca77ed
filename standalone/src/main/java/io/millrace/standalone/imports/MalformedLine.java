package io.millrace.standalone.imports;

/** Thrown for a line that is not in the file's format. */
final class MalformedLine extends Exception {
  private final String reason;

  MalformedLine(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
