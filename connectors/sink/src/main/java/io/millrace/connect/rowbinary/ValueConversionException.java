package io.millrace.connect.rowbinary;

import org.jspecify.annotations.Nullable;

/**
 * A value that a column cannot hold. The message says what the column accepts and what it got; the
 * caller knows the column. Without a stack trace: it is thrown per record, and the data is at
 * fault.
 */
public final class ValueConversionException extends RuntimeException {
  private static final int SHOWN = 60;

  private final String reason;

  ValueConversionException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** What the column accepts and what it got; to be appended to the column's name. */
  public String reason() {
    return reason;
  }

  /** A value of the wrong kind, or text that cannot be parsed as the right kind. */
  static ValueConversionException kind(String taken, @Nullable Object value) {
    return new ValueConversionException("takes %s, but was %s".formatted(taken, shown(value)));
  }

  static ValueConversionException range(Object least, Object most, Object value) {
    return new ValueConversionException(
        "takes %s to %s, but was %s".formatted(least, most, shown(value)));
  }

  /** An error in a part of a value, such as in an element. */
  static ValueConversionException within(String part, ValueConversionException fault) {
    return new ValueConversionException("has %s that %s".formatted(part, fault.reason));
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "'" + shortened(text) + "'";
      case Number number -> shortened(number.toString());
      default -> "a " + value.getClass().getSimpleName();
    };
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
