package io.millrace.service.connect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a connector is, in one word. */
enum ConnectorHealth {
  RUNNING,
  PAUSED,
  STOPPED,
  /** On its way to what it is to be. */
  CHANGING,
  /** Something failed, and will be tried again. */
  FAILED,
  /** Something failed too often; it waits for the operator. */
  GIVEN_UP,
  /** Connect has it, but it was not defined here. */
  UNMANAGED,
  /** Connect does not answer. */
  UNKNOWN;

  String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Of a defined connector, while Connect answers.
   *
   * @param actual {@code null} where Connect does not have it
   */
  static ConnectorHealth of(
      DesiredConnector desired, @Nullable ActualConnector actual, RetryState spell) {
    if (spell.givenUp()) {
      return GIVEN_UP;
    } else if (actual == null
        || !ReconcileStep.toward(desired, actual).equals(ReconcileStep.NOTHING)) {
      return onTheWay(spell);
    }
    return switch (desired.state()) {
      case RUNNING -> running(actual, spell);
      case PAUSED -> actual.state().equals("PAUSED") ? PAUSED : CHANGING;
      case STOPPED -> actual.state().equals("STOPPED") ? STOPPED : CHANGING;
    };
  }

  private static ConnectorHealth running(ActualConnector actual, RetryState spell) {
    if (actual.running()) {
      return RUNNING;
    }
    return actual.fault().isPresent() ? FAILED : onTheWay(spell);
  }

  private static ConnectorHealth onTheWay(RetryState spell) {
    return spell.nextTryAt() > 0 ? FAILED : CHANGING;
  }
}
