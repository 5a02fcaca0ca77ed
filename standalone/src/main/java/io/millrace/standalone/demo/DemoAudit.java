package io.millrace.standalone.demo;

import io.millrace.serdes.rollup.Grain;
import io.millrace.standalone.api.FreshnessStatus;
import io.millrace.standalone.demo.MinuteCounts.Cell;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Compares the query API's numbers with the ledger: per tenant, type and minute, in each source.
 * What was there before the demo is subtracted.
 */
final class DemoAudit {
  private static final int SHOWN = 20;

  private final QueriedCounts numbers;
  private final List<TenantKeys> tenants;
  private final long from;
  private final Map<String, MinuteCounts> before = new HashMap<>();

  /**
   * @param startMs of the demo
   */
  DemoAudit(QueriedCounts numbers, List<TenantKeys> tenants, long startMs) {
    this.numbers = numbers;
    this.tenants = tenants;
    this.from = Grain.MINUTE.windowStart(startMs - Shop.LATEST_MS);
  }

  /** Records what is there before the demo sends anything. */
  void begin(long nowMs) throws InterruptedException {
    for (String place : FreshnessStatus.PLACES) {
      before.put(place, numbers.counts(tenants, place, from, end(nowMs)));
    }
  }

  /** Compares; true if everything is equal. */
  boolean compare(Ledger ledger, long nowMs, PrintWriter out) throws InterruptedException {
    var differences = new ArrayList<String>();
    for (String place : FreshnessStatus.PLACES) {
      MinuteCounts now = numbers.counts(tenants, place, from, end(nowMs));
      differ(
          place, ledger.counts(), now, before.getOrDefault(place, new MinuteCounts()), differences);
    }
    long distinct = ledger.sums().distinct();
    if (differences.isEmpty()) {
      out.printf(
          "ledger: %,d events per tenant, type and minute: live, rollup and events are equal%n",
          distinct);
      return true;
    }
    out.printf("ledger: %,d events; %,d differences:%n", distinct, differences.size());
    differences.stream().limit(SHOWN).forEach(line -> out.println("  " + line));
    return false;
  }

  private static void differ(
      String place,
      MinuteCounts ledger,
      MinuteCounts now,
      MinuteCounts before,
      List<String> differences) {
    var cells = new HashSet<Cell>(ledger.keys());
    cells.addAll(now.keys());
    for (Cell cell : cells) {
      long expected = ledger.get(cell) + before.get(cell);
      if (now.get(cell) != expected) {
        differences.add(
            "%s %s %s %s: expected %,d, but the query API says %,d"
                .formatted(
                    place,
                    cell.tenant(),
                    cell.type().wireName(),
                    Instant.ofEpochMilli(cell.minute()),
                    expected,
                    now.get(cell)));
      }
    }
  }

  private static long end(long nowMs) {
    return Grain.MINUTE.windowStart(nowMs) + Grain.MINUTE.widthMs();
  }
}
