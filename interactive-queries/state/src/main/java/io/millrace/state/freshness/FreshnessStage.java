package io.millrace.state.freshness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Marks that wait for the same stage, in the order of their timestamps: if one has passed, all
 * before it have passed too.
 *
 * <p>A stage without progress keeps marks up to a limit; then the newest replaces the one before,
 * so that the oldest keep their chance to pass soon.
 */
final class FreshnessStage<W> {
  static final int MAX_MARKS = 64;

  private final Deque<FreshnessMark<W>> waiting = new ArrayDeque<>();

  void add(long timestamp, W waitsFor) {
    if (waiting.size() == MAX_MARKS) {
      waiting.removeLast();
    }
    waiting.addLast(new FreshnessMark<>(timestamp, waitsFor));
  }

  /** Removes the marks that have passed; returns the latest of them. */
  Optional<FreshnessMark<W>> pass(Predicate<W> passed) {
    Optional<FreshnessMark<W>> latest = Optional.empty();
    for (FreshnessMark<W> mark = waiting.peekFirst();
        mark != null && passed.test(mark.waitsFor());
        mark = waiting.peekFirst()) {
      latest = Optional.of(waiting.removeFirst());
    }
    return latest;
  }

  void clear() {
    waiting.clear();
  }
}
