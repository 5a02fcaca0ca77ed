package io.millrace.query.plan;

import io.millrace.serdes.rollup.Dimension;
import java.util.Set;

/** Only what has one of these values in a dimension. */
public record DimensionFilter(Dimension dimension, Set<String> in) {
  public DimensionFilter {
    in = Set.copyOf(in);
  }
}
