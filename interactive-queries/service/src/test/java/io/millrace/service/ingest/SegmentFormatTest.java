package io.millrace.service.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.service.tenants.AcceptanceWindow;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentFormatTest {
  private static final long NOW = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();

  @ParameterizedTest
  @CsvSource({
    "Products Searched,SEARCH",
    "Order Completed,PURCHASE",
    "order_completed,PURCHASE",
    "Product Viewed,BROWSE",
    "Product List Viewed,BROWSE",
    "Ad Impression,AD",
    "Ad Clicked,AD",
    "Product Added,CUSTOM",
    "Signed Up,CUSTOM"
  })
  void knowsTheNamesOfTheECommerceSpec(String name, EventType type) throws InvalidEvent {
    assertThat(track("\"event\":\"%s\"".formatted(name), false).type()).isEqualTo(type);
  }

  @Test
  void correctsTheClientsClockByItsSkew() throws InvalidEvent {
    // Said 09:00, sent at 09:30 by a clock that is half an hour behind: half an hour ago.
    String fields =
        "\"event\":\"E\",\"timestamp\":\"2026-11-22T09:00:00Z\",\"sentAt\":\"2026-11-22T09:30:00.000Z\"";

    assertThat(track(fields, false).occurredAt()).isEqualTo(NOW - 30 * 60_000);
    assertThat(track(fields, true).occurredAt())
        .isEqualTo(Instant.parse("2026-11-22T09:00:00Z").toEpochMilli());
  }

  @Test
  void takesTheOriginalTimestampBeforeACorrectedOne() throws InvalidEvent {
    String fields =
        "\"event\":\"E\",\"timestamp\":\"2026-11-22T09:59:00+00:00\","
            + "\"originalTimestamp\":\"2026-11-22T11:58:00+02:00\"";

    assertThat(track(fields, false).occurredAt()).isEqualTo(NOW - 2 * 60_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"revenue\":12.5,\"total\":99;12.5;USD",
        "\"total\":\"99.90\",\"currency\":\"pln\";99.9;PLN",
        "\"value\":3,\"currency\":\"EUR\";3;EUR"
      })
  void readsWhatAnEventIsWorth(String properties, String amount, String currency)
      throws InvalidEvent {
    Money money = track("\"event\":\"E\",\"properties\":{%s}".formatted(properties), false).money();

    assertThat(money.amount()).isEqualByComparingTo(amount);
    assertThat(money.currency()).isEqualTo(currency);
  }

  @Test
  void takesAValueWithoutACurrencyForNoMoney() throws InvalidEvent {
    Event event = track("\"event\":\"E\",\"properties\":{\"value\":3}", false);

    assertThat(event.money()).isEqualTo(Money.NONE);
    assertThat(event.properties().numbers()).containsEntry("value", 3.0);
  }

  private static Event track(String fields, boolean imported) throws InvalidEvent {
    byte[] body = "{\"messageId\":\"m\",\"userId\":\"u\",%s}".formatted(fields).getBytes(UTF_8);
    return new SegmentFormat("track", JsonFields.NONE)
        .read(
            EventBodyParser.events(body).getFirst().object(),
            new IngestContext("default", NOW, imported, AcceptanceWindow.DEFAULT));
  }
}
