package io.millrace.standalone.parts;

import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.HomeLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The locks of the parts that run in this process. */
final class Locks implements AutoCloseable {
  private final List<HomeLock> held = new ArrayList<>();

  /** Acquires all of them, or none. */
  static Locks take(Home home, Collection<Part> parts) {
    var locks = new Locks();
    try {
      for (Part part : parts) {
        locks.held.add(HomeLock.take(home, part.wireName()));
      }
      return locks;
    } catch (RuntimeException e) {
      locks.close();
      throw e;
    }
  }

  @Override
  public void close() {
    for (HomeLock lock : held) {
      try {
        lock.close();
      } catch (IOException e) {
        // The system releases the lock at the end of the process, which is near.
      }
    }
    held.clear();
  }
}
