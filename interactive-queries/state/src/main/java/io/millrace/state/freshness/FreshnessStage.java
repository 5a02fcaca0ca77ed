package io.millrace.state.freshness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Marks that wait for the same thing, in the order of their moments: one that has passed has all
 * before it passed too.
 *
 * <p>A stage that stands still gathers marks up to a ceiling; then the newest takes the place of
 * the one before, so that the oldest keep their chance to pass soon.
 */
final class FreshnessStage<W> {
  static final int MAX_MARKS = 64;

  private final Deque<FreshnessMark<W>> waiting = new ArrayDeque<>();

  void add(long moment, W waitsFor) {
    if (waiting.size() == MAX_MARKS) {
      waiting.removeLast();
    }
    waiting.addLast(new FreshnessMark<>(moment, waitsFor));
  }

  /** Lets through what has passed; answers the latest of it. */
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
