package io.millrace.standalone.product;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.rollup.Grain;
import io.millrace.standalone.product.ClusterInstances.Read;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads at a steady rate, each from a random instance that is ready, and from another one where
 * that does not answer, as a load balancer would; every answer is held against the ledger.
 *
 * <p>An answer must have what was acknowledged before the moment that it is true for, and nothing
 * that was not sent.
 */
final class ClusterReads implements Runnable {
  /** How old an answer may be. */
  static final long MAX_STALENESS_MS = 10_000;

  /**
   * What is acknowledged and not seen at once, of a store that is fresh: a commit of the task, and
   * that the machine is busy.
   */
  static final long SLACK_MS = 2_000;

  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long FIRST_PAUSE_MS = 50;
  private static final int RANGE = 10;

  /** Beyond, a read is left out, and counted: more would only keep the others from their ends. */
  private static final int MOST_UNDER_WAY = 400;

  private static final String STALENESS = "maxStaleness=10s";

  /** What is read. */
  enum Kind {
    VISITOR,
    SEGMENTS,
    RANGE,
    ROLLUP
  }

  private final ClusterLedger ledger;
  private final ClusterInstances instances;
  private final ReadTally tally;
  private final CountDownLatch over;
  private final Ramp rate;
  private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
  private final int keys;
  private final SplittableRandom random;
  private final long from = System.currentTimeMillis();

  /**
   * @param keys only so many of the visitors are read one by one, so that each is often
   */
  ClusterReads(
      ClusterLedger ledger,
      ClusterInstances instances,
      ReadTally tally,
      CountDownLatch over,
      Ramp rate,
      int keys,
      long seed) {
    this.ledger = ledger;
    this.instances = instances;
    this.tally = tally;
    this.over = over;
    this.rate = rate;
    this.keys = keys;
    this.random = new SplittableRandom(seed);
  }

  /** An answer that came, or why none did. */
  private record Tried(@Nullable Read read, String why) {}

  @Override
  public void run() {
    long start = System.nanoTime();
    long begun = 0;
    try {
      while (!over.await(2, TimeUnit.MILLISECONDS)) {
        long due = rate.due((System.nanoTime() - start) / 1e9);
        for (; begun < due; begun++) {
          Kind kind = kind(random.nextInt(1_000));
          int key = random.nextInt(keys);
          if (underWay.tryAcquire()) {
            var _ = Thread.ofVirtual().start(() -> begin(kind, key));
          } else {
            tally.phase().leftOut(kind);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Kind kind, int key) {
    try {
      read(kind, key);
    } finally {
      underWay.release();
    }
  }

  private static Kind kind(int permille) {
    if (permille < 800) {
      return Kind.VISITOR;
    }
    if (permille < 965) {
      return Kind.SEGMENTS;
    }
    return permille < 990 ? Kind.RANGE : Kind.ROLLUP;
  }

  private void read(Kind kind, int key) {
    long begun = System.nanoTime();
    ReadTally.Phase phase = tally.phase();
    int tries = 0;
    String last = "";
    try {
      while (System.nanoTime() - begun < DEADLINE_NS) {
        last = other(last);
        long before = System.nanoTime();
        long left = DEADLINE_NS - (before - begun);
        tries++;
        Tried tried = tried(kind, key, last, left);
        if (tried.read() != null) {
          long answered = System.nanoTime();
          phase.answered(kind, key, answered - begun, tries, tried.read().replica());
          judge(phase, kind, key, before, tried.read());
          return;
        }
        phase.failed(kind, tried.why());
        boolean _ = over.await(pauseMs(tries), TimeUnit.MILLISECONDS);
      }
      phase.unanswered(kind, key);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      phase.wrong(kind, "the answer was not understood: " + e);
    }
  }

  /**
   * The next instance at once; then twice as long each time, or reads that fail would be a storm.
   */
  private static long pauseMs(int tries) {
    return tries == 1 ? 0 : FIRST_PAUSE_MS << (tries - 2);
  }

  private String other(String last) {
    var any = new SplittableRandom(ThreadLocalRandom.current().nextLong());
    String url = instances.any(any);
    return url.equals(last) ? instances.any(any) : url;
  }

  private Tried tried(Kind kind, int key, String url, long leftNs) {
    try {
      Read read = ask(kind, key, url, Duration.ofNanos(Math.max(leftNs, 1_000_000)));
      boolean absent = read.status() == 404 && kind != Kind.ROLLUP && kind != Kind.RANGE;
      return read.status() == 200 || absent
          ? new Tried(read, "")
          : new Tried(null, read.status() + " " + read.body().path("type").asText());
    } catch (IOException e) {
      return new Tried(null, e.getClass().getSimpleName());
    }
  }

  private Read ask(Kind kind, int key, String url, Duration timeout) throws IOException {
    String name = ClusterLedger.name(key);
    String readKey = instances.keys().read();
    return switch (kind) {
      case VISITOR ->
          instances.get(url, "/v1/visitors/" + name + "?" + STALENESS, readKey, timeout);
      case SEGMENTS ->
          instances.get(url, "/v1/visitors/" + name + "/segments?" + STALENESS, readKey, timeout);
      case RANGE ->
          instances.get(
              url,
              "/v1/stores/visitors/range?from=%s&to=%s&limit=%d&%s"
                  .formatted(name, ClusterLedger.name(key + RANGE), 2 * RANGE, STALENESS),
              readKey,
              timeout);
      case ROLLUP -> instances.post(url, "/v1/query?" + STALENESS, readKey, timeout, total(from));
    };
  }

  /** All events of the test; windows are asked for whole. */
  static String total(long from) {
    return """
    {"rollup":"traffic","measures":["events"],"from":%d,"to":%d}
    """
        .formatted(
            Grain.DAY.windowStart(from), Grain.DAY.windowStart(from) + 2 * Grain.DAY.widthMs());
  }

  private void judge(ReadTally.Phase phase, Kind kind, int key, long before, Read read) {
    if (read.stalenessMs() > MAX_STALENESS_MS) {
      phase.wrong(kind, "it is %d ms old".formatted(read.stalenessMs()));
    }
    var bounds = new Bounds(phase, kind, before, read.stalenessMs(), read.replica());
    switch (kind) {
      case VISITOR -> bounds.count(ledger.events(key), events(read.body()), name(key));
      case SEGMENTS -> bounds.buyer(ledger.orders(key), isBuyer(read.body()), name(key));
      case RANGE -> range(bounds, key, read.body());
      case ROLLUP -> bounds.count(ledger.all(), sum(read.body()), "all");
    }
  }

  private void range(Bounds bounds, int key, JsonNode body) {
    Set<Integer> seen = new HashSet<>();
    for (JsonNode entry : body.path("entries")) {
      int number = ClusterLedger.number(entry.path("key").asText());
      if (number < key || number >= key + RANGE || !seen.add(number)) {
        bounds.wrong("%s is not in the range from %s".formatted(name(number), name(key)));
      } else {
        bounds.count(ledger.events(number), events(entry.path("value")), name(number));
      }
    }
    for (int number = key; number < Math.min(key + RANGE, ledger.visitors()); number++) {
      if (!seen.contains(number)) {
        bounds.count(ledger.events(number), 0, name(number));
      }
    }
  }

  private static String name(int visitor) {
    return ClusterLedger.name(visitor);
  }

  static long events(JsonNode visitor) {
    long events = 0;
    for (JsonNode session : visitor.path("recentSessions")) {
      events += session.path("events").asLong();
    }
    return events;
  }

  static boolean isBuyer(JsonNode segments) {
    return segments.path("segments").findValuesAsText("segment").contains("buyers");
  }

  static long sum(JsonNode answer) {
    long sum = 0;
    for (JsonNode row : answer.path("rows")) {
      sum += row.get(row.size() - 1).asLong();
    }
    return sum;
  }

  /** What an answer to a read that began at a moment must and may say. */
  private record Bounds(
      ReadTally.Phase phase, Kind kind, long before, long stalenessMs, String replica) {
    void count(Acks acks, long count, String of) {
      long behindMs = TimeUnit.NANOSECONDS.toMillis(acks.behind(count, before));
      phase.late(kind, behindMs - stalenessMs);
      if (acks.until(oldest()) > count) {
        wrong(
            "%s has %d of %d events, the oldest that it lacks %d ms old"
                .formatted(of, count, acks.acknowledged(), behindMs));
      } else if (count > acks.sent()) {
        wrong("%s has %d events of only %d that were sent".formatted(of, count, acks.sent()));
      }
    }

    void buyer(Acks orders, boolean buyer, String of) {
      if (!buyer && orders.until(oldest()) >= ClusterLedger.BUYER_ORDERS) {
        wrong(
            "%s is no buyer, but ordered %d times, as it did %d ms before"
                .formatted(
                    of,
                    orders.acknowledged(),
                    TimeUnit.NANOSECONDS.toMillis(
                        orders.behind(ClusterLedger.BUYER_ORDERS - 1, before))));
      } else if (buyer && orders.sent() < ClusterLedger.BUYER_ORDERS) {
        wrong("%s is a buyer with %d orders".formatted(of, orders.sent()));
      }
    }

    private long oldest() {
      return before - TimeUnit.MILLISECONDS.toNanos(stalenessMs + SLACK_MS);
    }

    void wrong(String what) {
      phase.wrong(kind, "%s (it says: %d ms old, by %s)".formatted(what, stalenessMs, replica));
    }
  }
}
