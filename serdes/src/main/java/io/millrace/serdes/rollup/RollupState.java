package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.List;

/** The states of a rollup's measures in one window, in the order of the measures. Mutable. */
public record RollupState(List<MeasureState> measures) {
  public RollupState {
    measures = List.copyOf(measures);
  }

  public static RollupState zero(Rollup rollup) {
    return new RollupState(rollup.measures().stream().map(Measure::zero).toList());
  }

  public static RollupState read(Rollup rollup, ByteReader in) {
    return new RollupState(
        rollup.measures().stream().map(measure -> MeasureState.read(measure, in)).toList());
  }

  public void merge(RollupState other) {
    for (int i = 0; i < measures.size(); i++) {
      measures.get(i).merge(other.measures.get(i));
    }
  }

  public void write(ByteWriter out) {
    for (MeasureState measure : measures) {
      measure.write(out);
    }
  }
}
