package io.millrace.state.takeover;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A barrier of the stream threads of an instance at the end of a rebalance: none continues before
 * all have closed their revoked tasks.
 *
 * <p>A task may move to a thread from another one of the same instance, for example when it is
 * promoted and its standby was there. A thread that opens its directory before the other has
 * released it has to wait for about a second in Kafka Streams, in which no thread has the task.
 */
final class RebalanceBarrier {
  /** The last rebalance of each thread; threads without tasks are absent. */
  private final Map<Object, Integer> generations = new HashMap<>();

  private final Duration patience;

  /**
   * @param patience how long a thread waits for the others at most
   */
  RebalanceBarrier(Duration patience) {
    this.patience = patience;
  }

  /**
   * A thread has closed its revoked tasks. Returns once all others have, or after the patience.
   *
   * @param generation of the group, which increases with each rebalance
   */
  synchronized void await(Object thread, int generation) throws InterruptedException {
    generations.put(thread, generation);
    notifyAll();
    long end = System.nanoTime() + patience.toNanos();
    while (generations.values().stream().anyMatch(other -> other < generation)) {
      long leftMs = (end - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return;
      }
      wait(leftMs);
    }
  }

  /** A thread has lost all its tasks, or ends. */
  synchronized void deregister(Object thread) {
    generations.remove(thread);
    notifyAll();
  }
}
