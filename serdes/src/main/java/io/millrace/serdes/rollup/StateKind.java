package io.millrace.serdes.rollup;

/** The kinds of measure states. Their order is that of the maps in {@code RollupRow.avsc}. */
enum StateKind {
  COUNT(0),
  SUM(1),
  MIN(2),
  MAX(3),
  DISTINCT(4),
  QUANTILES(5);

  private final int code;

  StateKind(int code) {
    this.code = code;
  }

  /** The code in states. */
  int code() {
    return code;
  }

  static StateKind of(MeasureState state) {
    return switch (state) {
      case CountState _ -> COUNT;
      case SumState _ -> SUM;
      case ExtremeState extreme -> extreme.greatest() ? MAX : MIN;
      case UniqState _ -> DISTINCT;
      case QuantileState _ -> QUANTILES;
    };
  }
}
