package io.millrace.topologies.definition;

import java.util.concurrent.atomic.AtomicLong;

/** Tells the tasks of a topology that definitions changed. Thread safe. */
public final class DefinitionChanges {
  private final AtomicLong count = new AtomicLong();

  void changed() {
    count.incrementAndGet();
  }

  /** Rises with each change. */
  long count() {
    return count.get();
  }
}
