package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;

/** The state of a measure in a window. Mutable; merging is commutative and associative. */
public sealed interface MeasureState
    permits CountState, SumState, ExtremeState, UniqState, QuantileState {
  /** Merges the other state into this one; throws if they are of different kinds. */
  void merge(MeasureState other);

  /**
   * The result: a long for a count and a distinct count, a decimal for a sum, a double or nothing
   * for an extreme, the state itself for quantiles.
   */
  Object result();

  /** Writes the state without its kind. */
  void write(ByteWriter out);

  /** Writes the kind, then the state, so that it can be read without its definition. */
  static void writeAny(MeasureState state, ByteWriter out) {
    out.writeByte(StateKind.of(state).code());
    state.write(out);
  }

  /** Reads a state that {@link #writeAny} wrote. */
  static MeasureState readAny(ByteReader in) {
    int code = in.readByte();
    return switch (code) {
      case 0 -> CountState.read(in);
      case 1 -> SumState.read(in);
      case 2 -> ExtremeState.read(false, in);
      case 3 -> ExtremeState.read(true, in);
      case 4 -> UniqState.read(in);
      case 5 -> QuantileState.read(in);
      default ->
          throw new MalformedBytes("a measure's kind must be 0 to 5, but was %d".formatted(code));
    };
  }
}
