package io.millrace.standalone.command;

import io.millrace.standalone.parts.Part;
import io.millrace.standalone.parts.RunningParts;
import io.millrace.standalone.parts.StartSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A product that runs as long as its process, and is closed cleanly when the process is terminated.
 */
final class Foreground {
  /** How long a start may take before it counts as failed. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private Foreground() {}

  static RunningParts start(StartSettings settings, Set<Part> parts) {
    RunningParts product = RunningParts.start(settings, parts);
    Runtime.getRuntime().addShutdownHook(new Thread(product::close, "stop"));
    return product;
  }

  /** Waits for the signal that terminates the process. */
  static void untilStopped() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
