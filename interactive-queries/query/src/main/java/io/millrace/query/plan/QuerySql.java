package io.millrace.query.plan;

import io.millrace.query.clickhouse.SqlStatement;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.QuantileState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The statements of a query. Each returns groups in the order of the result: the bucket's start in
 * epoch milliseconds if buckets are requested, the dimensions, then each measure as a mergeable
 * state. The tenant is the first condition of every statement by construction. Aliases have
 * capitals, which no dimension, measure or column has.
 */
final class QuerySql {
  private final Query query;
  private final SqlText sql = new SqlText();

  private QuerySql(Query query) {
    this.query = query;
  }

  /**
   * The windows of these slices, from the rollup's table. {@code FINAL} reads the newest version of
   * each window and part; the parts add up.
   */
  static SqlStatement windows(Query query, List<Slice.Stored> slices) {
    return new QuerySql(query).windows(slices);
  }

  /** The same groups, recomputed from the events of these slices. */
  static SqlStatement events(Query query, List<Slice.Raw> slices) {
    return new QuerySql(query).events(slices);
  }

  private SqlStatement windows(List<Slice.Stored> slices) {
    sql.add("SELECT ");
    addBucket("toInt64(toUnixTimestamp(`window`)) * 1000");
    for (int i = 0; i < query.dimensions().size(); i++) {
      sql.name(query.dimensions().get(i).name()).add(" AS D" + i + ", ");
    }
    addMeasures(QuerySql::addMergedMeasure);
    sql.add(" FROM ").name(query.rollup().table()).add(" FINAL");
    addTenant();
    addEach(slices, this::addWindowSpan);
    for (DimensionFilter filter : query.filters()) {
      sql.add(" AND ").name(filter.dimension().name()).add(" IN ").texts(filter.in());
    }
    addGroups();
    return sql.statement();
  }

  private SqlStatement events(List<Slice.Raw> slices) {
    sql.add("SELECT ");
    addBucket("toUnixTimestamp64Milli(`occurred_at`)");
    for (int i = 0; i < query.dimensions().size(); i++) {
      FieldSql.text(query.dimensions().get(i).field(), sql);
      sql.add(" AS D" + i + ", ");
    }
    addMeasures(FieldSql::measure);
    sql.add(" FROM `events`");
    addTenant();
    addEach(slices, this::addEventSpan);
    if (!query.rollup().filter().equals(EventFilter.EVERYTHING)) {
      FieldSql.filter(query.rollup().filter(), sql.add(" AND "));
    }
    for (DimensionFilter filter : query.filters()) {
      FieldSql.text(filter.dimension().field(), sql.add(" AND "));
      sql.add(" IN ").texts(filter.in());
    }
    addGroups();
    return sql.statement();
  }

  private void addBucket(String epochMs) {
    if (query.grain().isPresent()) {
      Grain grain = query.grain().get();
      sql.add(epochMs).add(" - positiveModulo(").add(epochMs).add(", ").add(grain.widthMs());
      sql.add(") AS bucket, ");
    }
  }

  private void addMeasures(MeasureSql measures) {
    for (int i = 0; i < query.measures().size(); i++) {
      if (i > 0) {
        sql.add(", ");
      }
      measures.add(query.measures().get(i), sql);
      sql.add(" AS M" + i);
    }
  }

  /** States of quantiles are transferred as text, as their bytes are not self-delimiting. */
  private static void addMergedMeasure(Measure measure, SqlText sql) {
    String name = measure.name();
    switch (measure) {
      case Measure.Count _ -> sql.add("sum(").name(name).add(")");
      case Measure.Sum _ -> sql.add("toString(sum(").name(name).add("))");
      case Measure.Min _ -> sql.add("ifNull(min(").name(name).add("), nan)");
      case Measure.Max _ -> sql.add("ifNull(max(").name(name).add("), nan)");
      case Measure.Distinct _ -> sql.add("uniqMergeState(").name(name).add(")");
      case Measure.Quantiles _ ->
          sql.add("unhex(hex(quantilesDDMergeState" + QuantileState.ARGUMENTS + "(")
              .name(name)
              .add(")))");
    }
  }

  private void addTenant() {
    sql.add(" WHERE `tenant` = ").text(query.tenant());
  }

  private <S extends Slice> void addEach(List<S> slices, Consumer<S> condition) {
    sql.add(" AND (");
    for (int i = 0; i < slices.size(); i++) {
      sql.add(i > 0 ? " OR " : "");
      condition.accept(slices.get(i));
    }
    sql.add(")");
  }

  private void addWindowSpan(Slice.Stored slice) {
    sql.add("(`grain` = ").text(slice.grain().wireName());
    sql.add(" AND `window` >= toDateTime(").number(slice.span().from() / 1000);
    sql.add(", 'UTC') AND `window` < toDateTime(").number(slice.span().to() / 1000);
    sql.add(", 'UTC'))");
  }

  private void addEventSpan(Slice.Raw slice) {
    addBetween("occurred_at", slice.span(), "(");
    if (!slice.received().equals(TimeRange.ALWAYS)) {
      addBetween("received_at", slice.received(), " AND ");
    }
    sql.add(")");
  }

  private void addBetween(String column, TimeRange span, String before) {
    sql.add(before).name(column).add(" >= fromUnixTimestamp64Milli(").number(span.from());
    sql.add(", 'UTC') AND ").name(column).add(" < fromUnixTimestamp64Milli(").number(span.to());
    sql.add(", 'UTC')");
  }

  /** One group more than the limit shows that there are more. */
  private void addGroups() {
    String keys = keys();
    if (!keys.isEmpty()) {
      sql.add(" GROUP BY ").add(keys).add(" ORDER BY ").add(keys);
    }
    sql.add(" LIMIT ").add(query.limit() + 1L);
  }

  private String keys() {
    var keys = new ArrayList<String>();
    if (query.grain().isPresent()) {
      keys.add("bucket");
    }
    for (int i = 0; i < query.dimensions().size(); i++) {
      keys.add("D" + i);
    }
    return String.join(", ", keys);
  }

  private interface MeasureSql {
    void add(Measure measure, SqlText sql);
  }
}
