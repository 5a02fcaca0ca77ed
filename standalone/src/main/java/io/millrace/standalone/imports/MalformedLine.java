package io.millrace.standalone.imports;

/** A line that is not what the file's format says. */
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
