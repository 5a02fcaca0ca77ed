package io.millrace.query.plan;

import io.millrace.serdes.filter.EventField;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.Field;
import io.millrace.serdes.filter.PropertyField;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.QuantileState;
import io.millrace.serdes.rollup.SumState;
import java.util.List;

/**
 * Definitions as SQL over the table {@code events}: the same meaning as their fold over a stream of
 * events has in Java.
 */
public final class FieldSql {
  private FieldSql() {}

  /** The field's text, as {@code Field.text} gives it. */
  static void text(Field field, SqlText sql) {
    switch (field) {
      case EventField event when event.numeric() -> {
        sql.add("if(");
        present(event, sql);
        sql.add(", toString(");
        number(event, sql);
        sql.add("), '')");
      }
      case EventField event -> sql.name(event.column());
      case PropertyField(String name) -> {
        sql.add("multiIf(mapContains(`texts`, ").text(name).add("), `texts`[").text(name);
        sql.add("], mapContains(`numbers`, ").text(name).add("), toString(`numbers`[").text(name);
        sql.add("]), mapContains(`booleans`, ").text(name).add("), if(`booleans`[").text(name);
        sql.add("], 'true', 'false'), '')");
      }
    }
  }

  /** The field's number; anything where it is not {@link #present}. */
  private static void number(Field field, SqlText sql) {
    switch (field) {
      case EventField event -> sql.add("toFloat64(").name(event.column()).add(")");
      case PropertyField(String name) -> sql.add("`numbers`[").text(name).add("]");
    }
  }

  /** Whether the event has a number there. */
  private static void present(Field field, SqlText sql) {
    switch (field) {
      case EventField _ -> sql.name(EventField.MONEY_CURRENCY.column()).add(" != ''");
      case PropertyField(String name) -> sql.add("mapContains(`numbers`, ").text(name).add(")");
    }
  }

  /** Whether the event passes. */
  public static void filter(EventFilter filter, SqlText sql) {
    switch (filter) {
      case EventFilter.All(List<EventFilter> filters) -> join(filters, " AND ", "1", sql);
      case EventFilter.Any(List<EventFilter> filters) -> join(filters, " OR ", "0", sql);
      case EventFilter.Not(EventFilter inner) -> {
        sql.add("NOT ");
        filter(inner, sql);
      }
      case EventFilter.In in -> {
        text(in.field(), sql.add("("));
        sql.add(" IN ").texts(in.sorted()).add(")");
      }
      case EventFilter.Contains(Field field, String part) -> {
        text(field, sql.add("(position("));
        sql.add(", ").text(part).add(") > 0)");
      }
      case EventFilter.Exists(Field field) -> {
        text(field, sql.add("("));
        sql.add(" != '')");
      }
      case EventFilter.Compare(Field field, EventFilter.Comparison comparison, double bound) -> {
        present(field, sql.add("("));
        number(field, sql.add(" AND "));
        sql.add(" ").add(comparison.sign()).add(" ").number(bound).add(")");
      }
    }
  }

  /** The measure's state over the events of a group. */
  static void measure(Measure measure, SqlText sql) {
    switch (measure) {
      case Measure.Count(var _, EventFilter filter) -> {
        if (filter.equals(EventFilter.EVERYTHING)) {
          sql.add("count()");
        } else {
          filter(filter, sql.add("countIf("));
          sql.add(")");
        }
      }
      case Measure.Sum(var _, Field field, EventFilter filter) -> sum(field, filter, sql);
      case Measure.Min(var _, Field field, EventFilter filter) ->
          extreme("min", field, filter, sql);
      case Measure.Max(var _, Field field, EventFilter filter) ->
          extreme("max", field, filter, sql);
      case Measure.Distinct(var _, Field field, EventFilter filter) -> distinct(field, filter, sql);
      case Measure.Quantiles(var _, Field field, var _, EventFilter filter) -> {
        number(field, sql.add("unhex(hex(quantileDDStateIf(0.01, 0.5)("));
        condition(field, filter, sql.add(", "));
        number(field, sql.add(" AND abs("));
        sql.add(") <= ").number(QuantileState.LARGEST).add(")))");
      }
    }
  }

  /** As the text of a decimal: money as it is, other numbers counted in units of 10^-4. */
  private static void sum(Field field, EventFilter filter, SqlText sql) {
    if (field == EventField.MONEY_AMOUNT) {
      sql.add("toString(sumIf(").name(EventField.MONEY_AMOUNT.column());
      condition(field, filter, sql.add(", "));
      sql.add("))");
      return;
    }
    number(field, sql.add("concat(toString(sumIf(toInt128(roundBankers(greatest(least("));
    sql.add(", ").number(SumState.BOUND).add("), ").number(-SumState.BOUND);
    condition(field, filter, sql.add(") * 10000)), "));
    sql.add(")), 'e-4')");
  }

  private static void extreme(String which, Field field, EventFilter filter, SqlText sql) {
    number(field, sql.add("ifNull(").add(which).add("OrNullIf("));
    condition(field, filter, sql.add(", "));
    sql.add("), nan)");
  }

  private static void distinct(Field field, EventFilter filter, SqlText sql) {
    if (field == EventField.VISITOR && filter.equals(EventFilter.EVERYTHING)) {
      sql.add("uniqState(`visitor_hash`)");
      return;
    }
    if (field == EventField.VISITOR) {
      filter(filter, sql.add("uniqStateIf(`visitor_hash`, "));
      sql.add(")");
      return;
    }
    text(field, sql.add("uniqStateIf(xxHash64("));
    text(field, sql.add("), ("));
    filter(filter, sql.add(" != '') AND "));
    sql.add(")");
  }

  private static void condition(Field field, EventFilter filter, SqlText sql) {
    present(field, sql);
    filter(filter, sql.add(" AND "));
  }

  private static void join(List<EventFilter> filters, String word, String ofNone, SqlText sql) {
    if (filters.isEmpty()) {
      sql.add(ofNone);
      return;
    }
    sql.add("(");
    for (int i = 0; i < filters.size(); i++) {
      filter(filters.get(i), sql.add(i > 0 ? word : ""));
    }
    sql.add(")");
  }
}
