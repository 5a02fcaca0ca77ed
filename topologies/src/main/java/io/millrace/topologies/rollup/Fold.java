package io.millrace.topologies.rollup;

import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.CountState;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.rollup.UniqState;
import java.util.Arrays;
import java.util.List;

/** What an event adds to a rollup. */
final class Fold {
  private Fold() {}

  static RollupSeries series(Rollup rollup, Event event) {
    List<Dimension> dimensions = rollup.dimensions();
    var values = new String[dimensions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dimensions.get(i).field().of(event);
    }
    return new RollupSeries(event.tenant(), rollup.name(), Arrays.asList(values));
  }

  static void add(Rollup rollup, Event event, RollupState state) {
    List<Measure> measures = rollup.measures();
    for (int i = 0; i < measures.size(); i++) {
      add(measures.get(i), event, state.measures().get(i));
    }
  }

  private static void add(Measure measure, Event event, MeasureState state) {
    switch (measure) {
      case Measure.Count(var _) -> ((CountState) state).add(1);
      case Measure.Distinct(var _, var field) -> ((UniqState) state).add(Hash.of(field.of(event)));
    }
  }
}
