package io.millrace.standalone.demo;

import io.millrace.standalone.api.EventResult;
import io.millrace.standalone.demo.MinuteCounts.Cell;
import io.millrace.standalone.demo.ShopEvent.Kind;
import java.util.List;

/** The distinct events that the server acknowledged. */
final class Ledger {
  private final MinuteCounts counts = new MinuteCounts();
  private long sent;
  private long accepted;
  private long quarantined;

  /** Records an acknowledged batch. */
  synchronized void note(List<ShopEvent> events, List<EventResult> results) {
    for (int i = 0; i < results.size(); i++) {
      sent++;
      if (results.get(i).kind() == EventResult.Kind.QUARANTINED) {
        quarantined++;
      } else {
        accept(events.get(i));
      }
    }
  }

  private void accept(ShopEvent event) {
    accepted++;
    if (event.kind() != Kind.RESENT) {
      String tenant = ShopTenant.ALL.get(event.tenant()).name();
      counts.add(Cell.of(tenant, event.type(), event.occurredAt()), 1);
    }
  }

  synchronized Sums sums() {
    return new Sums(sent, accepted, quarantined, counts.total());
  }

  /** The counts; to be read when nothing is in flight any more. */
  synchronized MinuteCounts counts() {
    return counts;
  }

  /**
   * Sums over all tenants.
   *
   * @param accepted including repeated ones
   * @param distinct without them
   */
  record Sums(long sent, long accepted, long quarantined, long distinct) {}
}
