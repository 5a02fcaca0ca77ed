package io.millrace.topologies.definition;

/**
 * Tells the tasks of a topology that definitions change. One thread changes, any number look.
 *
 * <p>The count is odd while the store is being written. A task that looks then reads the store, and
 * reads it again at the next event; so from when a definition can be read in the store, by
 * whomever, every task takes its next event with it.
 */
public final class DefinitionChanges {
  private volatile long count;

  /** Before the store is written. */
  synchronized void begin() {
    count++;
  }

  /** After the store is written. */
  synchronized void end() {
    count++;
  }

  /** Increases with each change. */
  long count() {
    return count;
  }

  /** Whether a change was under way at a count. */
  static boolean isUnderWay(long count) {
    return (count & 1) == 1;
  }
}
