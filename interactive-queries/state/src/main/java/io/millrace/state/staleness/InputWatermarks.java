package io.millrace.state.staleness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;

/**
 * As of which moment a partition has processed all events that were accepted, from where its inputs
 * ended at moments in the past and what of them is committed.
 *
 * <p>Times are of one clock, in milliseconds. Offsets are those of the next record, by topic.
 */
public final class InputWatermarks {
  static final int MOST_MARKS = 64;

  /** A commit shows in one topic this much later than in another, at most. */
  public static final long COMMIT_SPREAD_MS = 100;

  /**
   * Where the inputs ended.
   *
   * @param atMs a moment at which they were not further
   */
  private record Mark(long atMs, Map<String, Long> ends) {}

  /**
   * A mark that is committed.
   *
   * @param seenAtMs a moment at which it was
   */
  private record Passed(Mark mark, long seenAtMs) {}

  private final Deque<Mark> ahead = new ArrayDeque<>();
  private final Deque<Passed> passed = new ArrayDeque<>();
  private Map<String, Long> committed = Map.of();
  private Map<String, Long> begunAt = Map.of();

  /** How far the task is that has the partition here. */
  interface Task {
    /** The next offset of a topic; 0 where it has processed nothing of it yet. */
    long next(String topic);
  }

  /** Remembers where the inputs ended. */
  synchronized void ended(long atMs, Map<String, Long> ends) {
    if (ahead.size() == MOST_MARKS) {
      thinOut(ahead);
    }
    ahead.addLast(new Mark(atMs, Map.copyOf(ends)));
  }

  /** Remembers what is committed, as seen at a moment. */
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

  /** What is committed, as last seen. */
  synchronized Map<String, Long> committed() {
    return committed;
  }

  /** The task that is here has begun with all that was committed up to these offsets. */
  synchronized void taskStarted(Map<String, Long> offsets) {
    begunAt = Map.copyOf(offsets);
  }

  /**
   * The latest moment of which the task that is here shows everything; empty where it is not known.
   * What is committed since it began does not count: it may have lost the partition without knowing
   * it yet, and the commits are another's.
   */
  synchronized OptionalLong asOf(Task task) {
    return asOf(task, begunAt);
  }

  /**
   * The same of a task that has begun, but has not been told of yet: it has at least what was
   * committed at the last look.
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

  /**
   * The latest moment of which a copy shows everything that has all that was committed at another.
   */
  synchronized OptionalLong asOf(long committedAtMs) {
    for (Iterator<Passed> latest = passed.descendingIterator(); latest.hasNext(); ) {
      Passed one = latest.next();
      if (one.seenAtMs + COMMIT_SPREAD_MS <= committedAtMs) {
        return OptionalLong.of(one.mark.atMs);
      }
    }
    return OptionalLong.empty();
  }

  /** The ends that nothing has reached for the longest time; empty where there are none. */
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

  /** Every second one goes, but for the latest. */
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
