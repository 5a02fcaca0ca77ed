package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.event.Money;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses amounts of money. */
final class MoneyParser {
  private static final int MAX_WHOLE_DIGITS = Money.PRECISION - Money.SCALE;

  /** Rounding a number with more decimal digits than this is needless work. */
  private static final int MAX_SCALE = 100;

  private MoneyParser() {}

  static Money money(String field, BigDecimal amount, String currency) throws InvalidEvent {
    String code = currency.toUpperCase(Locale.ROOT);
    if (!isCurrency(code)) {
      throw InvalidEvent.field(
          field + "'s currency", "a three-letter ISO 4217 code", "'" + currency + "'");
    }
    if (amount.scale() > MAX_SCALE
        || (long) amount.precision() - amount.scale() > MAX_WHOLE_DIGITS) {
      throw InvalidEvent.field(
          field,
          "an amount with at most %d digits before the point and %d after it"
              .formatted(MAX_WHOLE_DIGITS, MAX_SCALE),
          amount);
    }
    return new Money(amount, code);
  }

  /** The number of a JSON number or string; {@code null} for anything else. */
  static @Nullable BigDecimal amount(@Nullable JsonNode value) {
    if (value == null) {
      return null;
    }
    if (value.isNumber()) {
      return value.decimalValue();
    }
    if (!value.isTextual() || value.textValue().length() > EventLimits.MAX_NUMBER_CHARS) {
      return null;
    }
    try {
      return new BigDecimal(value.textValue().strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isCurrency(String code) {
    if (code.length() != 3) {
      return false;
    }
    for (int i = 0; i < 3; i++) {
      if (code.charAt(i) < 'A' || code.charAt(i) > 'Z') {
        return false;
      }
    }
    return true;
  }
}
