package io.millrace.benchmarks.measure;

import java.util.Arrays;

/** Durations of one kind, in milliseconds. */
public final class Quantiles {
  private double[] values = new double[256];
  private int size;

  /** Adds a duration in milliseconds. */
  public void add(double ms) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = ms;
  }

  /** The smallest value that at least this share of the values do not exceed. */
  double at(double share) {
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[Math.min(size - 1, (int) Math.ceil(share * size) - 1)];
  }

  /** A table row with the quantiles under {@link #header}. */
  public String row(String name) {
    return "%-28s %6d %9.1f %9.1f %9.1f %9.1f"
        .formatted(name, size, at(0.5), at(0.95), at(0.99), at(1));
  }

  /** The header of the table. */
  public static String header() {
    return "%-28s %6s %9s %9s %9s %9s".formatted("ms", "n", "p50", "p95", "p99", "max");
  }
}
