package io.millrace.standalone.demo;

import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.EventSender;
import io.millrace.standalone.api.FreshnessStatus;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of the demo against a Millrace that is ready. */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Home home;
  private final DemoSettings settings;
  private final PrintWriter out;

  public Demo(Home home, DemoSettings settings, PrintWriter out) {
    this.home = home;
    this.settings = settings;
    this.out = out;
  }

  /** Sends events until the end; true if the product's numbers equal those of the ledger. */
  public boolean run(KeysFile.Contents contents) throws InterruptedException {
    try (var api = new ApiClient(() -> contents.addresses().url())) {
      List<TenantKeys> tenants = new DemoTenants(api, contents.keys(), home).create();
      int segments = new DemoSegments(api).define(tenants);
      out.printf("Each of %d shops has %d segments.%n", tenants.size(), segments);
      new Suggestions(home, out).print();
      var numbers = new QueriedCounts(api);
      var freshness = new FreshnessStatus(api, contents.keys().admin());
      var _ = freshness.await(System.currentTimeMillis(), PATIENCE);
      long start = System.currentTimeMillis();
      var audit = new DemoAudit(numbers, tenants, start);
      audit.begin(start);
      var ledger = new Ledger();
      var shop = new Shop(settings.seed(), settings.rate(), start);
      var traffic = new Traffic(shop, tenants, new EventSender(api, "/v1/events"), ledger);
      send(traffic, new LiveLine(numbers, tenants.getFirst(), traffic, ledger, out), start);
      return audited(audit, ledger, freshness);
    }
  }

  private void send(Traffic traffic, LiveLine line, long start) throws InterruptedException {
    Thread printer = Thread.ofVirtual().start(() -> printEachSecond(line));
    try {
      traffic.run(
          settings.length().map(length -> start + length.toMillis()).orElse(Long.MAX_VALUE));
    } finally {
      printer.interrupt();
      printer.join();
    }
  }

  private static void printEachSecond(LiveLine line) {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(1);
        line.print();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean audited(DemoAudit audit, Ledger ledger, FreshnessStatus freshness)
      throws InterruptedException {
    Ledger.Sums sums = ledger.sums();
    out.printf(
        "sent %,d events: %,d accepted, of them %,d distinct; %,d quarantined%n",
        sums.sent(), sums.accepted(), sums.distinct(), sums.quarantined());
    out.flush();
    long acknowledged = System.currentTimeMillis();
    List<String> behind = freshness.await(acknowledged, PATIENCE);
    if (!behind.isEmpty()) {
      out.printf("not everything is visible yet in: %s%n", String.join(", ", behind));
    }
    out.printf(
        "visible everywhere %.1f s after the last acknowledgement%n",
        (System.currentTimeMillis() - acknowledged) / 1000.0);
    boolean equal = audit.compare(ledger, System.currentTimeMillis(), out);
    out.flush();
    return equal && behind.isEmpty();
  }
}
