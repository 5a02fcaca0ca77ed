package io.millrace.query.plan;

import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import java.util.ArrayList;
import java.util.List;

/** Turns windows of the store into groups of a query: filters, projects and buckets them. */
final class LiveGroups {
  private final Query query;
  private final MergedGroups groups;
  private final int[] dimensions;
  private final int[] measures;
  private final int[] filters;

  LiveGroups(Query query, MergedGroups groups) {
    this.query = query;
    this.groups = groups;
    Rollup rollup = query.rollup();
    dimensions = query.dimensions().stream().mapToInt(rollup.dimensions()::indexOf).toArray();
    measures = query.measures().stream().mapToInt(rollup.measures()::indexOf).toArray();
    filters = query.filters().stream().mapToInt(one -> index(rollup, one.dimension())).toArray();
  }

  void add(RollupKey key, RollupState state) {
    List<String> values = key.series().dimensions();
    if (!passes(values)) {
      return;
    }
    var projected = new ArrayList<String>(dimensions.length);
    for (int dimension : dimensions) {
      projected.add(values.get(dimension));
    }
    var states = new ArrayList<MeasureState>(measures.length);
    for (int measure : measures) {
      states.add(state.measures().get(measure));
    }
    groups.add(new GroupKey(bucket(key.start()), projected), states);
  }

  private boolean passes(List<String> values) {
    for (int i = 0; i < filters.length; i++) {
      if (!query.filters().get(i).in().contains(values.get(filters[i]))) {
        return false;
      }
    }
    return true;
  }

  private long bucket(long windowStart) {
    return query.grain().isPresent() ? query.grain().get().windowStart(windowStart) : 0;
  }

  private static int index(Rollup rollup, Dimension dimension) {
    return rollup.dimensions().indexOf(dimension);
  }
}
