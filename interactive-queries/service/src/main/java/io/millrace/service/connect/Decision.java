package io.millrace.service.connect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to do with a connector now.
 *
 * @param spell its tries, as they are before the step is done
 */
record Decision(Spell spell, Step step) {
  /**
   * @param actual {@code null} where Connect does not have it
   * @param now epoch milliseconds
   */
  static Decision of(Desired desired, @Nullable Actual actual, Spell before, long now) {
    Spell spell =
        before.revision() == desired.revision() ? before : Spell.begin(desired.revision());
    Step step = Step.toward(desired, actual);
    if (!step.equals(Step.NOTHING)) {
      return new Decision(spell, spell.mayTry(now) ? step : Step.NOTHING);
    } else if (actual == null || desired.state() != DesiredState.RUNNING) {
      return new Decision(spell.resting(), Step.NOTHING);
    }
    return healing(actual, spell, now);
  }

  private static Decision healing(Actual actual, Spell spell, long now) {
    if (actual.running()) {
      return new Decision(spell.running(now), Step.NOTHING);
    }
    Optional<Fault> fault = actual.fault();
    if (fault.isEmpty()) {
      return new Decision(spell, Step.NOTHING);
    }
    Spell failed = spell.failed(fault.get(), now);
    return failed.nextTryAt() > 0 && failed.mayTry(now)
        ? new Decision(failed, new Step.Restart())
        : new Decision(failed, Step.NOTHING);
  }
}
