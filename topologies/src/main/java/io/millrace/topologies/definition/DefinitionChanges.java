package io.millrace.topologies.definition;

/** Tells the tasks of a topology that definitions changed. Thread safe. */
public final class DefinitionChanges {
  private volatile long count;

  synchronized void changed() {
    count++;
  }

  /** Rises with each change. */
  long count() {
    return count;
  }
}
