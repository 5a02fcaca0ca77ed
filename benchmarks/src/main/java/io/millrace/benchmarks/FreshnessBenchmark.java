package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.benchmarks.measure.Quantiles;
import io.millrace.benchmarks.pipeline.RuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Time from the acceptance of an event over HTTP until it is visible: in the visitor's state, in a
 * live query, in the raw events of ClickHouse and in its rollup rows.
 *
 * <p>Probes are single events of new visitors of a tenant of their own, one after the other. Each
 * source is polled until it shows the event, at intervals that are a small part of the expected
 * delay: polling without a pause would be a load of its own. The background load comes from {@code
 * bin/millrace demo --rate}. Usage: {@code FreshnessBenchmark HOME [PROBES]}.
 */
public final class FreshnessBenchmark {
  private static final long GIVE_UP_MS = 60_000;

  /** The limit that 99 of 100 probes should meet. */
  private static final double SLOW_MS = 250;

  private static final int SEGMENTS = 50;
  private static final String ENTERED = "entered";
  private static final String LEFT = "left-by-time";
  private static final long LEFT_AFTER_MS = 2_000;

  /** Rollup rows take seconds by design: only every fifth probe waits for its row. */
  private static final int ROLLUP_EVERY = 5;

  private final RunningProduct product;
  private final String tenant = "probe-" + Long.toString(System.currentTimeMillis(), 36);
  private final String writeKey;
  private final String readKey;
  private final String adminKey;
  private final Quantiles accept = new Quantiles();
  private final Quantiles visitor = new Quantiles();
  private final Quantiles segment = new Quantiles();
  private final Quantiles left = new Quantiles();
  private final Quantiles live = new Quantiles();
  private final Quantiles events = new Quantiles();
  private final Quantiles rollup = new Quantiles();

  private FreshnessBenchmark(RunningProduct product) throws IOException, InterruptedException {
    this.product = product;
    var keys = product.createTenant(tenant);
    this.writeKey = keys.at("/keys/write").asText();
    this.readKey = keys.at("/keys/read").asText();
    this.adminKey = keys.at("/keys/admin").asText();
  }

  /** Measures the product that runs on HOME and prints a table of quantiles in milliseconds. */
  public static void main(String[] args) throws Exception {
    int probes = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    var benchmark = new FreshnessBenchmark(RunningProduct.in(Path.of(args[0])));
    benchmark.defineSegments();
    try (ExecutorService pollers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int probe = 1; probe <= probes; probe++) {
        benchmark.probe(probe, pollers);
      }
    }
    benchmark.print();
  }

  /** Fifty segments of all kinds, and the two that are probed. */
  private void defineSegments() throws Exception {
    var rules = new LinkedHashMap<String, String>();
    for (int i = 0; i < SEGMENTS; i++) {
      rules.put("rule-" + i, RuleSource.rule(i));
    }
    rules.put(ENTERED, "{\"did\": {\"type\": \"browse\"}, \"atLeast\": 1, \"within\": \"1h\"}");
    rules.put(LEFT, "{\"did\": {\"type\": \"browse\"}, \"atLeast\": 1, \"within\": \"2s\"}");
    for (var rule : rules.entrySet()) {
      String body = "{\"rule\": %s}".formatted(rule.getValue());
      var answer = product.put("/v1/segments/" + rule.getKey(), adminKey, body);
      if (answer.statusCode() >= 300) {
        throw new IOException("no segment: " + answer.statusCode() + " " + answer.body());
      }
    }
    var _ = until(System.nanoTime(), 200, this::allActive).call();
  }

  private boolean allActive() throws IOException, InterruptedException {
    var segments = RunningProduct.JSON.readTree(product.get("/v1/segments", readKey).body());
    long active = 0;
    for (var segment : segments.path("segments")) {
      active += segment.path("version").asInt() > 0 ? 1 : 0;
    }
    return active == SEGMENTS + 2;
  }

  private boolean isIn(String segment, String visitorId) throws IOException, InterruptedException {
    String path = "/v1/segments/%s/members?limit=1000".formatted(segment);
    return product.get(path, readKey).body().contains('"' + visitorId + '"');
  }

  private void probe(int number, ExecutorService pollers) throws Exception {
    String visitorId = "visitor-" + number;
    long sent = System.nanoTime();
    var answer = product.post("/v1/events", writeKey, event(visitorId, number));
    long accepted = System.nanoTime();
    if (answer.statusCode() != 200) {
      throw new IOException("not accepted: " + answer.statusCode() + " " + answer.body());
    }
    accept.add((accepted - sent) / 1e6);
    Future<Double> inSegment = pollers.submit(until(accepted, 5, () -> isIn(ENTERED, visitorId)));
    Future<Double> inState = pollers.submit(until(accepted, 5, () -> hasVisitor(visitorId)));
    Future<Double> inLive = pollers.submit(until(accepted, 10, () -> queried("live") >= number));
    Future<Double> inEvents = pollers.submit(until(accepted, 50, () -> rows() >= number));
    boolean withRollup = number % ROLLUP_EVERY == 0;
    Future<Double> inRollup =
        withRollup
            ? pollers.submit(until(accepted, 100, () -> queried("rollup") >= number))
            : pollers.submit(() -> 0.0);
    segment.add(noted(number, inSegment.get()));
    visitor.add(inState.get());
    live.add(inLive.get());
    left.add(left(accepted, visitorId));
    events.add(inEvents.get());
    if (withRollup) {
      rollup.add(inRollup.get());
    }
  }

  /** Prints the time of a slow probe, to find it in the logs of the product. */
  private static double noted(int number, double ms) {
    if (ms > SLOW_MS) {
      System.out.printf(
          "%s probe %d came into its segment after %.0f ms%n", Instant.now(), number, ms);
    }
    return ms;
  }

  /** How long after the due time the visitor left, in milliseconds. */
  private double left(long accepted, String visitorId) throws Exception {
    return until(accepted, 5, () -> !isIn(LEFT, visitorId)).call() - LEFT_AFTER_MS;
  }

  private boolean hasVisitor(String visitorId) throws IOException, InterruptedException {
    return product.get("/v1/visitors/" + visitorId, readKey).statusCode() == 200;
  }

  private long queried(String source) throws IOException, InterruptedException {
    ObjectNode query = RunningProduct.JSON.createObjectNode();
    long now = System.currentTimeMillis();
    query.put("rollup", "traffic").put("source", source);
    query.putArray("measures").add("events");
    query.put("from", Instant.ofEpochMilli(now / 86_400_000 * 86_400_000 - 86_400_000).toString());
    query.put("to", Instant.ofEpochMilli(now / 86_400_000 * 86_400_000 + 86_400_000).toString());
    var answer = product.post("/v1/query", readKey, query.toString());
    return RunningProduct.JSON.readTree(answer.body()).at("/rows/0/0").asLong();
  }

  private long rows() throws IOException, InterruptedException {
    String count =
        product.clickHouse(
            "SELECT count() FROM millrace.events WHERE tenant = '" + tenant + "' FORMAT TSV");
    return count.matches("\\d+") ? Long.parseLong(count) : 0;
  }

  private static Callable<Double> until(long accepted, long everyMs, Callable<Boolean> visible) {
    return () -> {
      while (!visible.call()) {
        if (System.nanoTime() - accepted > GIVE_UP_MS * 1_000_000) {
          throw new IOException("not visible within " + GIVE_UP_MS + " ms");
        }
        LockSupport.parkNanos(everyMs * 1_000_000);
      }
      return (System.nanoTime() - accepted) / 1e6;
    };
  }

  private static String event(String visitorId, int number) {
    return RunningProduct.JSON
        .createObjectNode()
        .put("id", "probe-" + number)
        .put("type", "browse")
        .put("visitor", visitorId)
        .put("occurredAt", Instant.now().toString())
        .toString();
  }

  private void print() {
    System.out.println(Quantiles.header());
    System.out.println(accept.row("HTTP accept"));
    System.out.println(visitor.row("accept to visitor state"));
    System.out.println(segment.row("accept to segment"));
    System.out.println(left.row("due to left segment"));
    System.out.println(live.row("accept to live query"));
    System.out.println(events.row("accept to ClickHouse events"));
    System.out.println(rollup.row("accept to ClickHouse rollup"));
  }
}
