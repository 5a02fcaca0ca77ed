package io.millrace.state.reads;

import io.millrace.state.cluster.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The recent latencies of the other instances. */
@Singleton
final class PeerLatencies {
  private final Map<Instance, Peer> peers = new ConcurrentHashMap<>();

  Peer of(Instance instance) {
    return peers.computeIfAbsent(instance, _ -> new Peer());
  }

  /** One other instance. Thread safe. */
  static final class Peer {
    /** How long an instance that did not respond is not asked again. */
    private static final Duration REST = Duration.ofMillis(300);

    private static final int KEPT = 128;
    private static final int FIRST_AFTER = 32;
    private static final int NOT_BEFORE_MS = 5;
    private static final int UNTIL_KNOWN_MS = 20;

    private final long[] tookNanos = new long[KEPT];
    private long answers;
    private long p95Ms = UNTIL_KNOWN_MS;
    private long restsUntil = System.nanoTime();

    synchronized boolean isBackedOff() {
      return System.nanoTime() - restsUntil < 0;
    }

    synchronized void failed() {
      restsUntil = System.nanoTime() + REST.toNanos();
    }

    synchronized void answered(long nanos) {
      restsUntil = System.nanoTime();
      tookNanos[(int) (answers++ % KEPT)] = nanos;
      if (answers % FIRST_AFTER == 0) {
        int known = (int) Math.min(answers, KEPT);
        long[] sorted = Arrays.copyOf(tookNanos, known);
        Arrays.sort(sorted);
        p95Ms = Math.max(NOT_BEFORE_MS, sorted[known * 95 / 100] / 1_000_000);
      }
    }

    /**
     * After how long a second instance is asked as well, in milliseconds: the 95th percentile of
     * latencies.
     */
    synchronized long hedgeAfterMs() {
      return p95Ms;
    }
  }
}
