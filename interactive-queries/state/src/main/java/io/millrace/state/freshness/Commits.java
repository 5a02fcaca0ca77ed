package io.millrace.state.freshness;

import java.util.Map;

/** How often each stream thread that has tasks has committed since its start; empty for none. */
public record Commits(Map<String, Double> byThread) {
  public static final Commits NONE = new Commits(Map.of());

  /** The first may have been under way already when the count began. */
  private static final double WHOLE = 2;

  public Commits {
    byThread = Map.copyOf(byThread);
  }

  boolean none() {
    return byThread.isEmpty();
  }

  /** Whether the same threads went on: one that failed has lost what it had not committed. */
  boolean continues(Commits earlier) {
    return byThread.keySet().equals(earlier.byThread.keySet()) && grewBy(0, earlier);
  }

  /** Whether every thread has begun and ended a commit since then. */
  boolean wholeCommitSince(Commits earlier) {
    return grewBy(WHOLE, earlier);
  }

  private boolean grewBy(double count, Commits earlier) {
    return byThread.entrySet().stream()
        .allMatch(
            thread ->
                thread.getValue() >= earlier.byThread.getOrDefault(thread.getKey(), 0.0) + count);
  }
}
