package io.millrace.service.connect;

import org.jspecify.annotations.Nullable;

/** What has to be done with a connector in Connect. */
sealed interface ReconcileStep {
  ReconcileStep NOTHING = new Nothing();

  /** It is as it is to be. */
  record Nothing() implements ReconcileStep {}

  /** Connect does not have it. */
  record Create() implements ReconcileStep {}

  /** It has another configuration. */
  record Configure() implements ReconcileStep {}

  /** It is in another state. */
  record Change(DesiredState to) implements ReconcileStep {}

  /** Something of it failed. */
  record Restart() implements ReconcileStep {}

  /**
   * What leads from what is to what is wanted, where that is not a failure.
   *
   * @param actual {@code null} where Connect does not have it
   */
  static ReconcileStep toward(DesiredConnector desired, @Nullable ActualConnector actual) {
    if (actual == null) {
      return new Create();
    } else if (!actual.config().equals(desired.connectConfig())) {
      return new Configure();
    }
    return changes(desired.state(), actual.state()) ? new Change(desired.state()) : NOTHING;
  }

  // A state between others comes to an end by itself. A failed connector shows no pause.
  private static boolean changes(DesiredState wanted, String state) {
    return switch (wanted) {
      case RUNNING -> state.equals("PAUSED") || state.equals("STOPPED");
      case PAUSED -> state.equals("RUNNING") || state.equals("STOPPED");
      case STOPPED -> state.equals("RUNNING") || state.equals("PAUSED") || state.equals("FAILED");
    };
  }
}
