package io.millrace.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.event.EventType;
import io.millrace.standalone.api.EventResult;
import io.millrace.standalone.demo.MinuteCounts.Cell;
import io.millrace.standalone.demo.ShopEvent.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final EventResult ACCEPTED = new EventResult(EventResult.Kind.ACCEPTED, "", "");
  private static final EventResult REFUSED =
      new EventResult(EventResult.Kind.QUARANTINED, "missing-field", "");

  @Test
  void countsDistinctAcceptedEventsInTheirMinute() {
    var ledger = new Ledger();
    ShopEvent event = event(Kind.FRESH, 119_999);
    ledger.note(
        List.of(event, event.resent(1), event(Kind.FRESH, 120_000), event(Kind.INVALID, 0)),
        List.of(ACCEPTED, ACCEPTED, ACCEPTED, REFUSED));
    assertThat(ledger.sums()).isEqualTo(new Ledger.Sums(4, 3, 1, 2));
    assertThat(ledger.counts().get(new Cell("default", EventType.AD, 60_000))).isEqualTo(1);
    assertThat(ledger.counts().get(new Cell("default", EventType.AD, 120_000))).isEqualTo(1);
  }

  private static ShopEvent event(Kind kind, long occurredAt) {
    return new ShopEvent(0, kind, EventType.AD, 0, occurredAt, "{}");
  }
}
