package io.millrace.serdes.rollup;

import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.Field;
import java.util.List;

/** A measure of a rollup, computed over the events that pass its own filter. */
public sealed interface Measure {
  /** Its name, unique within the rollup. */
  String name();

  /** The events that it includes, among those that pass the rollup's filter. */
  EventFilter filter();

  /** An empty state of this measure. */
  MeasureState zero();

  /** The name of its kind in definitions. */
  default String kind() {
    return switch (this) {
      case Count _ -> "count";
      case Sum _ -> "sum";
      case Min _ -> "min";
      case Max _ -> "max";
      case Distinct _ -> "distinct";
      case Quantiles _ -> "quantiles";
    };
  }

  /** The number of events. */
  record Count(String name, EventFilter filter) implements Measure {
    public Count(String name) {
      this(name, EventFilter.EVERYTHING);
    }

    @Override
    public MeasureState zero() {
      return new CountState(0);
    }
  }

  /**
   * The sum of a number, exact in any order: each number has {@value SumState#SCALE} decimal
   * digits, rounded half to even.
   */
  record Sum(String name, Field field, EventFilter filter) implements Measure {
    @Override
    public MeasureState zero() {
      return new SumState();
    }
  }

  /** The minimum; none if no event has a number. */
  record Min(String name, Field field, EventFilter filter) implements Measure {
    @Override
    public MeasureState zero() {
      return ExtremeState.min();
    }
  }

  /** The maximum; none if no event has a number. */
  record Max(String name, Field field, EventFilter filter) implements Measure {
    @Override
    public MeasureState zero() {
      return ExtremeState.max();
    }
  }

  /** The number of distinct values of a field, exact up to 65,536 of them in a window. */
  record Distinct(String name, Field field, EventFilter filter) implements Measure {
    public Distinct(String name, Field field) {
      this(name, field, EventFilter.EVERYTHING);
    }

    @Override
    public MeasureState zero() {
      return new UniqState();
    }
  }

  /** Quantiles of a number, each within 1 % of the true value, within 3.04 % below 1. */
  record Quantiles(String name, Field field, List<Double> levels, EventFilter filter)
      implements Measure {
    public Quantiles {
      levels = List.copyOf(levels);
    }

    @Override
    public MeasureState zero() {
      return new QuantileState();
    }
  }
}
