package io.millrace.serdes.rollup;

import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.Field;
import java.util.List;

/** What a rollup tells of the events that pass the measure's own filter. */
public sealed interface Measure {
  String name();

  EventFilter filter();

  MeasureState zero();

  /** The word of its kind in definitions. */
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
   * The sum of a number. It is exact whatever the order: each number counts with {@value
   * SumState#SCALE} decimal digits, rounded half to even.
   */
  record Sum(String name, Field field, EventFilter filter) implements Measure {
    @Override
    public MeasureState zero() {
      return new SumState();
    }
  }

  /** The least number; none where no event has one. */
  record Min(String name, Field field, EventFilter filter) implements Measure {
    @Override
    public MeasureState zero() {
      return ExtremeState.min();
    }
  }

  /** The greatest number; none where no event has one. */
  record Max(String name, Field field, EventFilter filter) implements Measure {
    @Override
    public MeasureState zero() {
      return ExtremeState.max();
    }
  }

  /** The number of distinct texts of a field, exact up to 65,536 of them in a window. */
  record Distinct(String name, Field field, EventFilter filter) implements Measure {
    public Distinct(String name, Field field) {
      this(name, field, EventFilter.EVERYTHING);
    }

    @Override
    public MeasureState zero() {
      return new UniqState();
    }
  }

  /** Quantiles of a number, each within 1 % of a true one, within 3.04 % below 1. */
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
