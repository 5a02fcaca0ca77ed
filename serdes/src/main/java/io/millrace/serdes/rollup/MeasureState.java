package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/** What a measure has seen so far in a window. Mutable; merging is commutative and associative. */
public sealed interface MeasureState permits CountState, UniqState {
  /** Takes in what the other has seen; throws where the two are of different kinds. */
  void merge(MeasureState other);

  /** The measure's value, as a number. */
  long result();

  void write(ByteWriter out);

  /** Reads the state of this measure. */
  static MeasureState read(Measure measure, ByteReader in) {
    return switch (measure) {
      case Measure.Count(var _) -> CountState.read(in);
      case Measure.Distinct(var _, var _) -> UniqState.read(in);
    };
  }
}
