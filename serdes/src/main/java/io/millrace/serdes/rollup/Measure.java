package io.millrace.serdes.rollup;

/** What a rollup counts. */
public sealed interface Measure {
  String name();

  MeasureState zero();

  /** The number of events. */
  record Count(String name) implements Measure {
    @Override
    public MeasureState zero() {
      return new CountState(0);
    }
  }

  /** The number of distinct values of a field, exact up to 65,536 values in a window. */
  record Distinct(String name, EventField field) implements Measure {
    @Override
    public MeasureState zero() {
      return new UniqState();
    }
  }
}
