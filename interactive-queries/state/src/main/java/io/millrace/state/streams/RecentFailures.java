package io.millrace.state.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The last failures: one now and then is mended by a restart, one after another is not. */
final class RecentFailures {
  static final int MANY = 3;
  static final long WITHIN_MS = 60_000;

  /** Longer than the longest pause before a new try. */
  static final long QUIET_MS = 20_000;

  private final LongSupplier clock;
  private final Deque<Long> timestamps = new ArrayDeque<>();
  private String last = "";

  RecentFailures(LongSupplier clock) {
    this.clock = clock;
  }

  synchronized void add(Throwable failure) {
    timestamps.addLast(clock.getAsLong());
    if (timestamps.size() > MANY) {
      timestamps.removeFirst();
    }
    last = words(failure);
  }

  /**
   * The last failure in words, where there were {@link #MANY} within a minute; empty again once
   * there was none for a while.
   */
  synchronized Optional<String> repeated() {
    if (timestamps.size() < MANY) {
      return Optional.empty();
    }
    boolean close = timestamps.getLast() - timestamps.getFirst() <= WITHIN_MS;
    boolean recent = clock.getAsLong() - timestamps.getLast() <= QUIET_MS;
    return close && recent ? Optional.of(last) : Optional.empty();
  }

  /** The failure, and what it comes from in the end. */
  private static String words(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 16; depth++) {
      root = root.getCause();
    }
    return failure.getCause() == null ? failure.toString() : failure + "; its cause: " + root;
  }
}
