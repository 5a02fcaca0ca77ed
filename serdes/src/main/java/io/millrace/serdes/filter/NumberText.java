package io.millrace.serdes.filter;

import java.math.BigDecimal;

/** Numbers as text, exactly as ClickHouse's {@code toString(Float64)} writes them. */
public final class NumberText {
  private static final double LARGEST_LONG = 1L << 53;
  private static final int LONGEST_PLAIN = 21;
  private static final int SMALLEST_PLAIN = -6;

  private NumberText() {}

  /** The shortest decimal text that reads back as this number, in ClickHouse's notation. */
  public static String of(double number) {
    if (number == (long) number && Math.abs(number) <= LARGEST_LONG && number != 0) {
      return Long.toString((long) number);
    }
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    return shortest(new BigDecimal(Double.toString(number)).stripTrailingZeros());
  }

  private static String shortest(BigDecimal number) {
    int exponent = number.precision() - number.scale() - 1;
    if (exponent >= SMALLEST_PLAIN && exponent < LONGEST_PLAIN) {
      return number.toPlainString();
    }
    String digits = number.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = number.signum() < 0 ? "-" : "";
    return sign + digits.charAt(0) + fraction + "e" + exponent;
  }
}
