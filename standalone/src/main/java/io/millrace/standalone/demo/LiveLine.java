package io.millrace.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.rollup.Grain;
import io.millrace.standalone.failure.CommandException;
import java.io.PrintWriter;

/** The line of figures that the demo prints each second. */
final class LiveLine {
  private static final long SHOWN_MS = 300_000;

  private final QueriedCounts numbers;
  private final TenantKeys tenant;
  private final Traffic traffic;
  private final Ledger ledger;
  private final PrintWriter out;
  private final long started = System.nanoTime();
  private long lastSent;
  private long lastNanos = started;

  LiveLine(
      QueriedCounts numbers, TenantKeys tenant, Traffic traffic, Ledger ledger, PrintWriter out) {
    this.numbers = numbers;
    this.tenant = tenant;
    this.traffic = traffic;
    this.ledger = ledger;
    this.out = out;
  }

  void print() throws InterruptedException {
    Ledger.Sums sums = ledger.sums();
    long now = System.nanoTime();
    double rate = (sums.sent() - lastSent) / Math.max(1e-3, (now - lastNanos) / 1e9);
    lastSent = sums.sent();
    lastNanos = now;
    out.printf(
        "%4d s  %,7.0f/s  accepted %,d  quarantined %,d%s  %s%n",
        (now - started) / 1_000_000_000L,
        rate,
        sums.accepted(),
        sums.quarantined(),
        traffic.behindMs() > 1000 ? "  behind " + traffic.behindMs() / 1000 + " s" : "",
        live());
    out.flush();
  }

  private String live() throws InterruptedException {
    long to = Grain.MINUTE.windowStart(System.currentTimeMillis()) + Grain.MINUTE.widthMs();
    long asked = System.nanoTime();
    try {
      JsonNode row = numbers.totals(tenant, to - SHOWN_MS, to);
      double ms = (System.nanoTime() - asked) / 1e6;
      return "live query %.1f ms: %s, 5 minutes: %,d events by %,d visitors"
          .formatted(ms, tenant.tenant(), row.path(0).asLong(), row.path(1).asLong());
    } catch (CommandException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
