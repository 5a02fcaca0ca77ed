package io.millrace.service.connect;

import io.millrace.state.retry.BackoffPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The tries to bring one connector to what one revision of its definition wants. A spell ends when
 * the connector ran for a while, or when the operator writes the definition anew. Times are epoch
 * milliseconds, 0 for none.
 *
 * @param attempts tries since it last ran for a while
 * @param nextTryAt when the next try is due
 * @param quietUntil until then what was done last may not show yet, so nothing is judged
 * @param fault why the last failure was
 * @param givenUpAt since when nothing is tried any more
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

  /** A connector that ran so long starts its next spell with all its tries. */
  static final Duration CALM = Duration.ofMinutes(5);

  private static final Duration QUIET = Duration.ofSeconds(1);

  static RetryState begin(long revision) {
    return new RetryState(revision, 0, 0, 0, 0, null, 0);
  }

  /** How long to wait before the try that follows so many. */
  static long pauseMs(int attempts) {
    return PAUSES.after(attempts + 1).toMillis();
  }

  boolean givenUp() {
    return givenUpAt > 0;
  }

  /** Whether something that has to be done may be done now. */
  boolean isRetryDue(long now) {
    return !givenUp() && now >= quietUntil && now >= nextTryAt;
  }

  /** The connector and its tasks run. */
  RetryState running(long now) {
    long since = runningSince == 0 ? now : runningSince;
    boolean calm = now - since >= CALM.toMillis();
    return new RetryState(revision, calm ? 0 : attempts, 0, 0, since, calm ? null : fault, 0);
  }

  /** The connector is as it is to be, without running. */
  RetryState resting() {
    return begin(revision);
  }

  /** The connector or a task is seen to have failed. */
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

  /** What failed is started again, or is about to be. */
  RetryState tried(long now) {
    return new RetryState(revision, attempts + 1, 0, now + QUIET.toMillis(), 0, fault, 0);
  }

  /** Something else than a restart was done. */
  RetryState done(long now) {
    return new RetryState(revision, attempts, 0, now + QUIET.toMillis(), 0, fault, 0);
  }

  /** Connect did not take what was asked of it. */
  RetryState rejected(ConnectorFailure why, long now) {
    int tries = attempts + 1;
    return tries >= why.cause().tries()
        ? new RetryState(revision, tries, 0, 0, 0, why, now)
        : new RetryState(revision, tries, now + pauseMs(attempts), quietUntil, 0, why, 0);
  }
}
