package io.millrace.serdes.rollup;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.Optional;

/** The minimum or maximum. Bytes: the number, NaN if there is none. */
public final class ExtremeState implements MeasureState {
  private final boolean greatest;
  private double extreme;

  private ExtremeState(boolean greatest, double extreme) {
    this.greatest = greatest;
    this.extreme = extreme;
  }

  /** An empty state of the minimum. */
  public static ExtremeState min() {
    return new ExtremeState(false, Double.NaN);
  }

  /** An empty state of the maximum. */
  public static ExtremeState max() {
    return new ExtremeState(true, Double.NaN);
  }

  static ExtremeState read(boolean greatest, ByteReader in) {
    return new ExtremeState(greatest, in.readDouble());
  }

  /** Whether this is a maximum rather than a minimum. */
  public boolean greatest() {
    return greatest;
  }

  /** The extreme; NaN if there is none. */
  public double extreme() {
    return extreme;
  }

  /** Adds a number; NaN is ignored. */
  public void add(double number) {
    if (Double.isNaN(extreme)) {
      extreme = number;
    } else if (!Double.isNaN(number)) {
      extreme = greatest ? Math.max(extreme, number) : Math.min(extreme, number);
    }
  }

  @Override
  public void merge(MeasureState other) {
    add(((ExtremeState) other).extreme);
  }

  @Override
  public Optional<Double> result() {
    return Double.isNaN(extreme) ? Optional.empty() : Optional.of(extreme);
  }

  @Override
  public void write(ByteWriter out) {
    out.writeDouble(extreme);
  }
}
