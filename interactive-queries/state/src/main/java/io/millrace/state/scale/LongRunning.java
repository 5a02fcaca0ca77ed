package io.millrace.state.scale;

/**
 * Work that writes to every partition that it knew of when it began. A move waits for its end, and
 * none starts during a move.
 */
public interface LongRunning {
  /** Whether any of it is in progress, on any instance. */
  boolean anyInProgress();
}
