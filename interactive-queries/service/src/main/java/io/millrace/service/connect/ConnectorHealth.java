package io.millrace.service.connect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The health of a connector. */
enum ConnectorHealth {
  RUNNING,
  PAUSED,
  STOPPED,
  /** Its definition is being applied. */
  CHANGING,
  /** It failed, and will be retried. */
  FAILED,
  /** It failed too often and needs the operator. */
  GIVEN_UP,
  /** Connect has it, but it was not defined here. */
  UNMANAGED,
  /** Connect does not respond. */
  UNKNOWN;

  String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The health of a defined connector, if Connect responds.
   *
   * @param actual {@code null} if Connect does not have it
   */
  static ConnectorHealth of(
      DesiredConnector desired, @Nullable ActualConnector actual, RetryState retryState) {
    if (retryState.givenUp()) {
      return GIVEN_UP;
    } else if (actual == null
        || !ReconcileStep.toward(desired, actual).equals(ReconcileStep.NOTHING)) {
      return onTheWay(retryState);
    }
    return switch (desired.state()) {
      case RUNNING -> running(actual, retryState);
      case PAUSED -> actual.state().equals("PAUSED") ? PAUSED : CHANGING;
      case STOPPED -> actual.state().equals("STOPPED") ? STOPPED : CHANGING;
    };
  }

  private static ConnectorHealth running(ActualConnector actual, RetryState retryState) {
    if (actual.running()) {
      return RUNNING;
    }
    return actual.fault().isPresent() ? FAILED : onTheWay(retryState);
  }

  private static ConnectorHealth onTheWay(RetryState retryState) {
    return retryState.nextTryAt() > 0 ? FAILED : CHANGING;
  }
}
