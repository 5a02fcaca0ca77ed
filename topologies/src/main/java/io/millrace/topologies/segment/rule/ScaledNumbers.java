package io.millrace.topologies.segment.rule;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.Field;
import io.millrace.serdes.rollup.SumState;

/** Numbers of events, in units of the last digit of a sum. */
final class ScaledNumbers {
  static final double UNIT = 1e4;

  private ScaledNumbers() {}

  /** The event's number; 0 if it has none or does not match. */
  static long unitsWhere(EventFilter events, Field field, Event event) {
    return !Double.isNaN(field.number(event)) && events.test(event)
        ? SumState.units(field, event)
        : 0;
  }

  /** The sum, clamped to the range of a long. */
  static long addSaturated(long one, long other) {
    long sum = one + other;
    boolean overflowed = ((one ^ sum) & (other ^ sum)) < 0;
    return overflowed ? (one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }
}
