package io.millrace.service.webhooks;

import io.millrace.state.settings.ServiceSettings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The wait before the next attempt: doubled each time, with jitter between half of it and all. */
record RetryBackoff(ServiceSettings.Webhooks settings, RandomGenerator random) {
  private static final int MAX_DOUBLINGS = 30;

  /**
   * The wait in milliseconds.
   *
   * @param failures in a row, at least 1
   * @param asked the minimum that the receiver asked for, limited to the time after which changes
   *     are dropped
   */
  long after(int failures, Duration asked) {
    long longest = settings.longestPause().toMillis();
    long doubled = settings.firstPause().toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long whole = Math.clamp(doubled, 1, longest);
    long pause = whole / 2 + random.nextLong(whole - whole / 2 + 1);
    return Math.max(pause, Math.min(asked.toMillis(), settings.retryFor().toMillis()));
  }
}
