package io.millrace.query.plan;

import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.ExtremeState;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.QuantileState;
import io.millrace.serdes.rollup.UniqState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Builds the result from merged groups: here states become numbers. */
final class QueryResultBuilder {
  private QueryResultBuilder() {}

  static QueryResult of(Query query, QueryPlan plan, MergedGroups groups, OptionalLong asOf) {
    var rows = new ArrayList<List<@Nullable Object>>();
    groups.inOrder().forEach((key, states) -> rows.add(row(query, key, states)));
    return new QueryResult(
        columns(query, groups),
        rows,
        asOf.isPresent() ? iso(asOf.getAsLong()) : unknown(),
        plan.sources().stream().map(QueryResultBuilder::source).toList(),
        groups.truncated());
  }

  private static @Nullable String unknown() {
    return null;
  }

  private static List<QueryResult.Column> columns(Query query, MergedGroups groups) {
    var columns = new ArrayList<QueryResult.Column>();
    if (query.grain().isPresent()) {
      columns.add(QueryResult.Column.exact("window", "datetime"));
    }
    for (Dimension dimension : query.dimensions()) {
      columns.add(QueryResult.Column.exact(dimension.name(), "string"));
    }
    for (int i = 0; i < query.measures().size(); i++) {
      columns.add(column(query.measures().get(i), i, groups));
    }
    return columns;
  }

  private static List<@Nullable Object> row(Query query, GroupKey key, List<MeasureState> states) {
    var row = new ArrayList<@Nullable Object>();
    if (query.grain().isPresent()) {
      row.add(iso(key.bucket()));
    }
    row.addAll(key.dimensions());
    for (int i = 0; i < states.size(); i++) {
      row.add(value(query.measures().get(i), states.get(i)));
    }
    return row;
  }

  private static QueryResult.Column column(Measure measure, int index, MergedGroups groups) {
    return switch (measure) {
      case Measure.Count _ -> QueryResult.Column.exact(measure.name(), "integer");
      case Measure.Sum _, Measure.Min _, Measure.Max _ ->
          QueryResult.Column.exact(measure.name(), "number");
      case Measure.Distinct _ ->
          new QueryResult.Column(
              measure.name(), "integer", groups.estimates(index) ? UniqState.ERROR : 0);
      case Measure.Quantiles _ ->
          new QueryResult.Column(measure.name(), "numbers", QuantileState.RELATIVE_ERROR_BELOW_ONE);
    };
  }

  private static @Nullable Object value(Measure measure, MeasureState state) {
    return switch (measure) {
      case Measure.Quantiles quantiles ->
          quantiles.levels().stream()
              .map(level -> finite(((QuantileState) state).quantile(level)))
              .toList();
      case Measure.Min _, Measure.Max _ -> finite(((ExtremeState) state).extreme());
      default -> state.result();
    };
  }

  private static @Nullable Double finite(double number) {
    return Double.isFinite(number) ? number : null;
  }

  private static QueryResult.Source source(QueryPlan.Source source) {
    return new QueryResult.Source(
        source.kind().wireName(),
        iso(source.span().from()),
        iso(source.span().to()),
        source.receivedBefore() == Long.MAX_VALUE ? unknown() : iso(source.receivedBefore()));
  }

  private static String iso(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
  }
}
