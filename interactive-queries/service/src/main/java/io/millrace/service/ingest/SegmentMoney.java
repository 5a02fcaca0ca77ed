package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.event.Money;
import java.math.BigDecimal;

/**
 * The money of an event, from Segment's reserved properties: {@code revenue}, else {@code total},
 * else {@code value}. Without a {@code currency} revenue and total are US dollars, as the spec
 * says; a value without one is not an amount of money.
 */
final class SegmentMoney {
  private static final String US_DOLLAR = "USD";

  private SegmentMoney() {}

  static Money of(JsonFields properties) throws InvalidEvent {
    JsonNode currency = properties.value("currency");
    String code = currency == null || !currency.isTextual() ? "" : currency.textValue();
    String otherwise = code.isEmpty() ? US_DOLLAR : code;
    BigDecimal revenue = MoneyParser.amount(properties.value("revenue"));
    if (revenue != null) {
      return MoneyParser.money("revenue", revenue, otherwise);
    }
    BigDecimal total = MoneyParser.amount(properties.value("total"));
    if (total != null) {
      return MoneyParser.money("total", total, otherwise);
    }
    BigDecimal value = code.isEmpty() ? null : MoneyParser.amount(properties.value("value"));
    return value == null ? Money.NONE : MoneyParser.money("value", value, code);
  }
}
