package io.millrace.query.plan;

/**
 * A stretch of time.
 *
 * @param from its first moment, epoch milliseconds
 * @param to the first moment after it
 */
public record TimeRange(long from, long to) {
  static final TimeRange ALWAYS = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeRange {
    if (from > to) {
      throw new IllegalArgumentException(
          "a span must not end before it starts, but was %d to %d".formatted(from, to));
    }
  }

  public boolean isEmpty() {
    return from == to;
  }
}
