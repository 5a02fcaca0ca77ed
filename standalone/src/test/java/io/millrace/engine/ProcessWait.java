package io.millrace.engine;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another process does. */
final class ProcessWait {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private ProcessWait() {}

  static void until(Callable<Boolean> condition) {
    await().atMost(DEADLINE).pollInterval(Duration.ofMillis(20)).until(condition);
  }
}
