package io.millrace.state.freshness;

import java.util.Map;

/** The number of commits of each stream thread with tasks since its start; empty for none. */
public record CommitCounts(Map<String, Double> byThread) {
  public static final CommitCounts NONE = new CommitCounts(Map.of());

  /** The first may have been in progress already when the count began. */
  private static final double WHOLE = 2;

  public CommitCounts {
    byThread = Map.copyOf(byThread);
  }

  boolean none() {
    return byThread.isEmpty();
  }

  /** Whether the same threads continued: one that failed has lost what it had not committed. */
  boolean continues(CommitCounts earlier) {
    return byThread.keySet().equals(earlier.byThread.keySet()) && grewBy(0, earlier);
  }

  /** Whether every thread has begun and ended a commit since then. */
  boolean wholeCommitSince(CommitCounts earlier) {
    return grewBy(WHOLE, earlier);
  }

  private boolean grewBy(double count, CommitCounts earlier) {
    return byThread.entrySet().stream()
        .allMatch(
            thread ->
                thread.getValue() >= earlier.byThread.getOrDefault(thread.getKey(), 0.0) + count);
  }
}
