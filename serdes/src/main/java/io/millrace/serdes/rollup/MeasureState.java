package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;

/** What a measure has seen so far in a window. Mutable; merging is commutative and associative. */
public sealed interface MeasureState
    permits CountState, SumState, ExtremeState, UniqState, QuantileState {
  /** Takes in what the other has seen; throws where the two are of different kinds. */
  void merge(MeasureState other);

  /**
   * What has been seen: a long for a count and a distinct count, a decimal for a sum, a double or
   * nothing for an extreme; the state itself for quantiles.
   */
  Object result();

  void write(ByteWriter out);

  /** Writes the kind, then the state, so that it can be read without its definition. */
  static void writeAny(MeasureState state, ByteWriter out) {
    out.writeByte(StateKind.of(state).code());
    state.write(out);
  }

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
