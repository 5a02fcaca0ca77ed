package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * The states of a rollup's measures in one window, in the order of the measures. Mutable. Its bytes
 * are self-describing, so that a window outlives its definition.
 */
public record RollupState(List<MeasureState> measures) {
  public RollupState {
    measures = List.copyOf(measures);
  }

  /** Empty states of all measures of the rollup. */
  public static RollupState zero(Rollup rollup) {
    return new RollupState(rollup.measures().stream().map(Measure::zero).toList());
  }

  /** Reads what {@link #write} wrote. */
  public static RollupState read(ByteReader in) {
    int size = in.readLength();
    var measures = new ArrayList<MeasureState>(size);
    for (int i = 0; i < size; i++) {
      measures.add(MeasureState.readAny(in));
    }
    return new RollupState(measures);
  }

  /** An independent copy. */
  public RollupState copy() {
    var out = new ByteWriter(64);
    write(out);
    return read(new ByteReader(out.toBytes()));
  }

  /** Adds an event that passes the rollup's filter. */
  public void add(Rollup rollup, Event event) {
    for (int i = 0; i < measures.size(); i++) {
      Measure measure = rollup.measures().get(i);
      if (measure.filter().test(event)) {
        add(measure, event, measures.get(i));
      }
    }
  }

  /** Merges another state into this one; one without measures is empty. */
  public void merge(RollupState other) {
    for (int i = 0; i < other.measures.size(); i++) {
      measures.get(i).merge(other.measures.get(i));
    }
  }

  /** Writes the number of measures, then each state with its kind. */
  public void write(ByteWriter out) {
    out.writeVarint(measures.size());
    for (MeasureState measure : measures) {
      MeasureState.writeAny(measure, out);
    }
  }

  private static void add(Measure measure, Event event, MeasureState state) {
    switch (measure) {
      case Measure.Count _ -> ((CountState) state).add(1);
      case Measure.Sum sum -> ((SumState) state).add(sum.field(), event);
      case Measure.Min min -> ((ExtremeState) state).add(min.field().number(event));
      case Measure.Max max -> ((ExtremeState) state).add(max.field().number(event));
      case Measure.Distinct distinct -> ((UniqState) state).add(distinct.field(), event);
      case Measure.Quantiles quantiles -> {
        double number = quantiles.field().number(event);
        if (QuantileState.accepts(number)) {
          ((QuantileState) state).add(number);
        }
      }
    }
  }
}
