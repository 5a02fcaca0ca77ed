package io.millrace.service.connect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The next step for a connector.
 *
 * @param spell its retry state before the step
 */
record ReconcileDecision(RetryState spell, ReconcileStep step) {
  /**
   * @param actual {@code null} if Connect does not have it
   * @param now epoch milliseconds
   */
  static ReconcileDecision of(
      DesiredConnector desired, @Nullable ActualConnector actual, RetryState before, long now) {
    RetryState spell =
        before.revision() == desired.revision() ? before : RetryState.begin(desired.revision());
    ReconcileStep step = ReconcileStep.toward(desired, actual);
    if (!step.equals(ReconcileStep.NOTHING)) {
      return new ReconcileDecision(spell, spell.isRetryDue(now) ? step : ReconcileStep.NOTHING);
    } else if (actual == null || desired.state() != DesiredState.RUNNING) {
      return new ReconcileDecision(spell.resting(), ReconcileStep.NOTHING);
    }
    return healing(actual, spell, now);
  }

  private static ReconcileDecision healing(ActualConnector actual, RetryState spell, long now) {
    if (actual.running()) {
      return new ReconcileDecision(spell.running(now), ReconcileStep.NOTHING);
    }
    Optional<ConnectorFailure> fault = actual.fault();
    if (fault.isEmpty()) {
      return new ReconcileDecision(spell, ReconcileStep.NOTHING);
    }
    RetryState failed = spell.failed(fault.get(), now);
    return failed.nextTryAt() > 0 && failed.isRetryDue(now)
        ? new ReconcileDecision(failed, new ReconcileStep.Restart())
        : new ReconcileDecision(failed, ReconcileStep.NOTHING);
  }
}
