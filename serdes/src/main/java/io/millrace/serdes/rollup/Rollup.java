package io.millrace.serdes.rollup;

import java.util.List;
import java.util.Optional;

/**
 * A rollup: which events are counted, by what, in which measures. It is data: the fold, the table
 * and the queries all come from it.
 */
public record Rollup(String name, List<Dimension> dimensions, List<Measure> measures) {
  /** Events and their visitors by type, country and plan. */
  public static final Rollup TRAFFIC =
      new Rollup(
          "traffic",
          List.of(
              new Dimension("type", EventField.TYPE),
              new Dimension("country", EventField.COUNTRY),
              new Dimension("plan", EventField.PLAN)),
          List.of(
              new Measure.Count("events"), new Measure.Distinct("visitors", EventField.VISITOR)));

  /** What every Millrace has. */
  public static final List<Rollup> BUILT_IN = List.of(TRAFFIC);

  public Rollup {
    dimensions = List.copyOf(dimensions);
    measures = List.copyOf(measures);
  }

  public static Optional<Rollup> named(String name) {
    return BUILT_IN.stream().filter(rollup -> rollup.name.equals(name)).findFirst();
  }

  /** The table of its rows. */
  public String table() {
    return "rollup_" + name;
  }

  public Optional<Dimension> dimension(String dimension) {
    return dimensions.stream().filter(one -> one.name().equals(dimension)).findFirst();
  }

  public Optional<Measure> measure(String measure) {
    return measures.stream().filter(one -> one.name().equals(measure)).findFirst();
  }
}
