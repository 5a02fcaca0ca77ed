package io.millrace.service.webhooks;

import io.millrace.state.settings.ServiceSettings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: twice as long each time, between half of that and all. */
record RetryBackoff(ServiceSettings.Webhooks settings, RandomGenerator random) {
  private static final int MAX_DOUBLINGS = 30;

  /**
   * Milliseconds.
   *
   * @param failures in a row, at least 1
   * @param asked the least that the receiver wants; at most the time after which to give up
   */
  long after(int failures, Duration asked) {
    long longest = settings.longestPause().toMillis();
    long doubled = settings.firstPause().toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long whole = Math.clamp(doubled, 1, longest);
    long pause = whole / 2 + random.nextLong(whole - whole / 2 + 1);
    return Math.max(pause, Math.min(asked.toMillis(), settings.retryFor().toMillis()));
  }
}
