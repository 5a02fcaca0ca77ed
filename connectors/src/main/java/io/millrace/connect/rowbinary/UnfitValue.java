package io.millrace.connect.rowbinary;

/**
 * A value that a column cannot hold. The message says what the column takes and what came; where it
 * is, the caller knows. Without a stack trace: it is thrown per record, and data is at fault.
 */
public final class UnfitValue extends RuntimeException {
  private final String reason;

  UnfitValue(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** What the column takes and what came, to be read after the column's name. */
  public String reason() {
    return reason;
  }

  static UnfitValue kind(String taken, Object value) {
    return new UnfitValue(
        "takes %s, but was a %s".formatted(taken, value.getClass().getSimpleName()));
  }

  static UnfitValue range(Object least, Object most, Object value) {
    return new UnfitValue("takes %s to %s, but was %s".formatted(least, most, value));
  }
}
