package io.millrace.topologies.definition;

/** Notifies the tasks of a topology of changed definitions. Thread safe. */
public final class DefinitionChanges {
  private volatile long count;

  synchronized void changed() {
    count++;
  }

  /** Increases with each change. */
  long count() {
    return count;
  }
}
