package io.millrace.query.audit;

import java.util.List;

/** What a comparison came to. */
public sealed interface AuditResult {
  /** All sources say the same. */
  record Equal() implements AuditResult {}

  /**
   * The sources disagree, and stand still.
   *
   * @param drifts at least one
   */
  record Differs(List<Drift> drifts) implements AuditResult {
    public Differs {
      drifts = List.copyOf(drifts);
    }
  }

  /** Undecided, because a source did not respond or the windows kept changing. */
  record Unsettled(String reason) implements AuditResult {}
}
