package io.millrace.state.takeover;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the stream threads of an instance meet at the end of a rebalance: none goes on before all
 * have closed the tasks that are theirs no more.
 *
 * <p>A task may come to a thread from another one of the same instance, as when it is promoted and
 * its standby was there. A thread that opens its directory before the other has let go is told by
 * Kafka Streams to wait for about a second, in which nobody has the task.
 */
final class RebalanceBarrier {
  /** The rebalance that each thread has last been through; threads that hold nothing are absent. */
  private final Map<Object, Integer> generations = new HashMap<>();

  private final Duration patience;

  /**
   * @param patience how long a thread waits for the others at most
   */
  RebalanceBarrier(Duration patience) {
    this.patience = patience;
  }

  /**
   * A thread has closed what it had to. Returns once all others have, or do not for long.
   *
   * @param generation of the group, which grows with each rebalance
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

  /** A thread has lost all it had, or ends. */
  synchronized void deregister(Object thread) {
    generations.remove(thread);
    notifyAll();
  }
}
