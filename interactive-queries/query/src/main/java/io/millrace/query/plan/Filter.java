package io.millrace.query.plan;

import io.millrace.serdes.rollup.Dimension;
import java.util.Set;

/** Only what has one of these values in a dimension. */
public record Filter(Dimension dimension, Set<String> in) {
  public Filter {
    in = Set.copyOf(in);
  }
}
