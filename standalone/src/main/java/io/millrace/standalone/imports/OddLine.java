package io.millrace.standalone.imports;

/** A line that is not what the file's format says. */
final class OddLine extends Exception {
  private final String reason;

  OddLine(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
