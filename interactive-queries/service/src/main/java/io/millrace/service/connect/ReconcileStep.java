package io.millrace.service.connect;

import org.jspecify.annotations.Nullable;

/** A step that brings Connect to the definition. */
sealed interface ReconcileStep {
  ReconcileStep NOTHING = new Nothing();

  /** It matches its definition. */
  record Nothing() implements ReconcileStep {}

  /** Connect does not have it. */
  record Create() implements ReconcileStep {}

  /** It has another configuration. */
  record Configure() implements ReconcileStep {}

  /** It is in another state. */
  record Change(DesiredState to) implements ReconcileStep {}

  /** The connector or a task has failed. */
  record Restart() implements ReconcileStep {}

  /**
   * The step from the actual to the desired state, without failures.
   *
   * @param actual {@code null} if Connect does not have it
   */
  static ReconcileStep toward(DesiredConnector desired, @Nullable ActualConnector actual) {
    if (actual == null) {
      return new Create();
    } else if (!actual.config().equals(desired.connectConfig())) {
      return new Configure();
    }
    return changes(desired.state(), actual.state()) ? new Change(desired.state()) : NOTHING;
  }

  // A transitional state ends without intervention. A failed connector shows no pause.
  private static boolean changes(DesiredState wanted, String state) {
    return switch (wanted) {
      case RUNNING -> state.equals("PAUSED") || state.equals("STOPPED");
      case PAUSED -> state.equals("RUNNING") || state.equals("STOPPED");
      case STOPPED -> state.equals("RUNNING") || state.equals("PAUSED") || state.equals("FAILED");
    };
  }
}
