package io.millrace.state.staleness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;

/**
 * As of which time a partition has processed all accepted events, from past end offsets of its
 * inputs and its committed offsets.
 *
 * <p>Times are of one clock, in milliseconds. Offsets are those of the next record, by topic.
 */
public final class InputWatermarks {
  static final int MOST_MARKS = 64;

  /** A commit becomes visible in one topic at most this much later than in another. */
  public static final long COMMIT_SPREAD_MS = 100;

  /**
   * End offsets of the inputs.
   *
   * @param atMs a time at which they were not higher
   */
  private record Mark(long atMs, Map<String, Long> ends) {}

  /**
   * A committed mark.
   *
   * @param seenAtMs a time at which it was committed
   */
  private record Passed(Mark mark, long seenAtMs) {}

  private final Deque<Mark> ahead = new ArrayDeque<>();
  private final Deque<Passed> passed = new ArrayDeque<>();
  private Map<String, Long> committed = Map.of();
  private Map<String, Long> begunAt = Map.of();

  /** The progress of the local task of the partition. */
  interface Task {
    /** The next offset of a topic; 0 if it has processed nothing of it yet. */
    long next(String topic);
  }

  /** Records end offsets. */
  synchronized void ended(long atMs, Map<String, Long> ends) {
    if (ahead.size() == MOST_MARKS) {
      thinOut(ahead);
    }
    ahead.addLast(new Mark(atMs, Map.copyOf(ends)));
  }

  /** Records committed offsets, as read at a time. */
  synchronized void committed(long seenAtMs, Map<String, Long> offsets) {
    committed = Map.copyOf(offsets);
    while (!ahead.isEmpty()
        && passes(ahead.getFirst(), topic -> committed.getOrDefault(topic, 0L))) {
      if (passed.size() == MOST_MARKS) {
        thinOut(passed);
      }
      passed.addLast(new Passed(ahead.removeFirst(), seenAtMs));
    }
  }

  /** The committed offsets, as last read. */
  synchronized Map<String, Long> committed() {
    return committed;
  }

  /** The local task has begun with everything committed up to these offsets. */
  synchronized void taskStarted(Map<String, Long> offsets) {
    begunAt = Map.copyOf(offsets);
  }

  /**
   * The latest time for which the local task shows everything; empty if unknown. Commits since it
   * began do not count: it may have lost the partition without knowing it yet, and the commits are
   * another's.
   */
  synchronized OptionalLong asOf(Task task) {
    return asOf(task, begunAt);
  }

  /**
   * The same for a task that has begun, but is not registered yet: it has at least what was
   * committed at the last read.
   */
  synchronized OptionalLong asOfJustBegun(Task task) {
    return asOf(task, committed);
  }

  private OptionalLong asOf(Task task, Map<String, Long> atLeast) {
    Task here = topic -> Math.max(task.next(topic), atLeast.getOrDefault(topic, 0L));
    for (Iterator<Mark> latest = ahead.descendingIterator(); latest.hasNext(); ) {
      Mark mark = latest.next();
      if (passes(mark, here)) {
        return OptionalLong.of(mark.atMs);
      }
    }
    for (Iterator<Passed> latest = passed.descendingIterator(); latest.hasNext(); ) {
      Mark mark = latest.next().mark;
      if (passes(mark, here)) {
        return OptionalLong.of(mark.atMs);
      }
    }
    return OptionalLong.empty();
  }

  /** The latest time for which a copy shows everything that has all commits of another time. */
  synchronized OptionalLong asOf(long committedAtMs) {
    for (Iterator<Passed> latest = passed.descendingIterator(); latest.hasNext(); ) {
      Passed one = latest.next();
      if (one.seenAtMs + COMMIT_SPREAD_MS <= committedAtMs) {
        return OptionalLong.of(one.mark.atMs);
      }
    }
    return OptionalLong.empty();
  }

  /** The end offsets that have not been reached for the longest time; empty if there are none. */
  synchronized Map<String, Long> oldest() {
    return ahead.isEmpty() ? Map.of() : ahead.getFirst().ends;
  }

  private static boolean passes(Mark mark, Task task) {
    for (Map.Entry<String, Long> end : mark.ends.entrySet()) {
      if (end.getValue() > task.next(end.getKey())) {
        return false;
      }
    }
    return true;
  }

  /** Drops every second one, except the latest. */
  private static <T> void thinOut(Deque<T> marks) {
    int number = 0;
    for (Iterator<T> each = marks.iterator(); each.hasNext(); number++) {
      each.next();
      if (number % 2 == 1 && each.hasNext()) {
        each.remove();
      }
    }
  }
}
