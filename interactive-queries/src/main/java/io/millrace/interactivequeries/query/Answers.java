package io.millrace.interactivequeries.query;

import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.MeasureState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes the answer of merged groups: here states become numbers. */
final class Answers {
  private Answers() {}

  static Answer of(Query query, Plan plan, Groups groups, OptionalLong asOf) {
    var rows = new ArrayList<List<Object>>();
    groups.inOrder().forEach((key, states) -> rows.add(row(query, key, states)));
    return new Answer(
        columns(query),
        rows,
        asOf.isPresent() ? iso(asOf.getAsLong()) : unknown(),
        plan.sources().stream().map(Answers::source).toList(),
        groups.truncated());
  }

  private static @Nullable String unknown() {
    return null;
  }

  private static List<Answer.Column> columns(Query query) {
    var columns = new ArrayList<Answer.Column>();
    if (query.grain().isPresent()) {
      columns.add(new Answer.Column("window", "datetime"));
    }
    for (Dimension dimension : query.dimensions()) {
      columns.add(new Answer.Column(dimension.name(), "string"));
    }
    for (Measure measure : query.measures()) {
      columns.add(new Answer.Column(measure.name(), "integer"));
    }
    return columns;
  }

  private static List<Object> row(Query query, GroupKey key, List<MeasureState> states) {
    var row = new ArrayList<Object>();
    if (query.grain().isPresent()) {
      row.add(iso(key.bucket()));
    }
    row.addAll(key.dimensions());
    for (MeasureState state : states) {
      row.add(state.result());
    }
    return List.copyOf(row);
  }

  private static Answer.Source source(Plan.Source source) {
    return new Answer.Source(
        source.kind().word(), iso(source.span().from()), iso(source.span().to()));
  }

  private static String iso(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
  }
}
