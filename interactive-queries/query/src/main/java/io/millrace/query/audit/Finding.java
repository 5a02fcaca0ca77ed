package io.millrace.query.audit;

import java.util.List;

/** What a comparison came to. */
public sealed interface Finding {
  /** All sources say the same. */
  record Equal() implements Finding {}

  /**
   * The sources disagree, and stand still.
   *
   * @param drifts at least one
   */
  record Differs(List<Drift> drifts) implements Finding {
    public Differs {
      drifts = List.copyOf(drifts);
    }
  }

  /** It could not be told, because a source did not answer or the windows kept changing. */
  record Unsettled(String reason) implements Finding {}
}
