package io.millrace.serdes.event;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money. Amounts have 4 decimal digits and 18 in all; a finer one is rounded half to
 * even.
 *
 * @param currency ISO 4217 code in capitals, or {@code ""} together with a zero amount for "none"
 */
public record Money(BigDecimal amount, String currency) {
  public static final int SCALE = 4;
  public static final int PRECISION = 18;
  public static final Money NONE = new Money(BigDecimal.ZERO, "");

  public Money {
    amount = amount.setScale(SCALE, RoundingMode.HALF_EVEN);
    if (amount.precision() > PRECISION) {
      throw new IllegalArgumentException(
          "an amount must have at most %d digits, but was %s".formatted(PRECISION, amount));
    }
  }
}
