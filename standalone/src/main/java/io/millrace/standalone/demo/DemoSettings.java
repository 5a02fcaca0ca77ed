package io.millrace.standalone.demo;

import io.millrace.standalone.failure.CommandException;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the demo.
 *
 * @param rate events per second
 * @param length the duration; empty to run until it is stopped
 */
public record DemoSettings(double rate, Optional<Duration> length, long seed) {
  private static final double FASTEST = 100_000;

  public DemoSettings {
    if (!(rate > 0 && rate <= FASTEST)) {
      throw new CommandException(
          CommandException.USAGE,
          "--rate must be above 0 and at most %,.0f events per second, but was %s"
              .formatted(FASTEST, rate));
    }
  }
}
