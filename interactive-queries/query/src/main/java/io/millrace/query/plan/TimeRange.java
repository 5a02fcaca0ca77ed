package io.millrace.query.plan;

/**
 * A time range.
 *
 * @param from inclusive, epoch milliseconds
 * @param to exclusive, epoch milliseconds
 */
public record TimeRange(long from, long to) {
  static final TimeRange ALWAYS = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeRange {
    if (from > to) {
      throw new IllegalArgumentException(
          "a span must not end before it starts, but was %d to %d".formatted(from, to));
    }
  }

  /** Whether it contains no time. */
  public boolean isEmpty() {
    return from == to;
  }
}
