package io.millrace.service.connect;

import io.millrace.state.retry.BackoffPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The retries of one revision of a connector's definition. They start again when the connector has
 * run for a while, or when the operator writes the definition again. Times are epoch milliseconds,
 * 0 for none.
 *
 * @param attempts since it last ran for a while
 * @param nextTryAt when the next attempt is due
 * @param quietUntil until then the last step may not be visible yet, so nothing is judged
 * @param fault the last failure
 * @param givenUpAt since when nothing is retried any more
 */
record RetryState(
    long revision,
    int attempts,
    long nextTryAt,
    long quietUntil,
    long runningSince,
    @Nullable ConnectorFailure fault,
    long givenUpAt) {
  /** Each instance must judge alike when a try is due. */
  private static final BackoffPolicy PAUSES =
      BackoffPolicy.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1)).withoutJitter();

  /** A connector that has run this long gets all its retries again. */
  static final Duration CALM = Duration.ofMinutes(5);

  private static final Duration QUIET = Duration.ofSeconds(1);

  static RetryState begin(long revision) {
    return new RetryState(revision, 0, 0, 0, 0, null, 0);
  }

  /** The wait before the attempt after this many. */
  static long pauseMs(int attempts) {
    return PAUSES.after(attempts + 1).toMillis();
  }

  boolean givenUp() {
    return givenUpAt > 0;
  }

  /** Whether a pending step may be done now. */
  boolean isRetryDue(long now) {
    return !givenUp() && now >= quietUntil && now >= nextTryAt;
  }

  /** The connector and its tasks run. */
  RetryState running(long now) {
    long since = runningSince == 0 ? now : runningSince;
    boolean calm = now - since >= CALM.toMillis();
    return new RetryState(revision, calm ? 0 : attempts, 0, 0, since, calm ? null : fault, 0);
  }

  /** The connector matches its definition, without running. */
  RetryState resting() {
    return begin(revision);
  }

  /** The connector or a task was seen to have failed. */
  RetryState failed(ConnectorFailure seen, long now) {
    if (givenUp() || now < quietUntil) {
      return this;
    } else if (nextTryAt > 0) {
      return new RetryState(revision, attempts, nextTryAt, quietUntil, 0, seen, 0);
    }
    return attempts >= seen.cause().tries()
        ? new RetryState(revision, attempts, 0, 0, 0, seen, now)
        : new RetryState(revision, attempts, now + pauseMs(attempts), quietUntil, 0, seen, 0);
  }

  /** What failed has been restarted, or is about to be. */
  RetryState tried(long now) {
    return new RetryState(revision, attempts + 1, 0, now + QUIET.toMillis(), 0, fault, 0);
  }

  /** A step other than a restart was done. */
  RetryState done(long now) {
    return new RetryState(revision, attempts, 0, now + QUIET.toMillis(), 0, fault, 0);
  }

  /** Connect rejected the request. */
  RetryState rejected(ConnectorFailure why, long now) {
    int tries = attempts + 1;
    return tries >= why.cause().tries()
        ? new RetryState(revision, tries, 0, 0, 0, why, now)
        : new RetryState(revision, tries, now + pauseMs(attempts), quietUntil, 0, why, 0);
  }
}
