package io.millrace.state.scale;

/**
 * Work that writes to every partition that it knew of when it began. A move waits for its end, and
 * none of it begins during a move.
 */
public interface LongRunning {
  /** Whether any of it is under way, on any instance. */
  boolean anyInProgress();
}
