package io.millrace.query.plan;

import io.millrace.query.plan.QueryRequest.FilterRequest;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Validates a request once, so that queries need not be checked again. */
public final class QueryValidation {
  static final int MAX_FILTERS = 20;
  static final int MAX_FILTER_VALUES = 1_000;

  /** Of all values of a filter together: they travel in the address of the request. */
  static final int MAX_FILTER_LETTERS = 10_000;

  private QueryValidation() {}

  /** Throws a {@link FailureException} at the first fault. */
  public static Query check(QueryRequest request, String tenant, Rollups rollups) {
    Rollup rollup = rollup(request.rollup(), tenant, rollups);
    Optional<Grain> grain = grain(request.grain());
    Optional<SourceKind> source = source(request.source());
    TimeRange range = QueryTimes.range(request.from(), request.to());
    checkAligned(range, source);
    return new Query(
        tenant,
        rollup,
        measures(request.measures(), rollup),
        names("dimensions", "dimension", orNone(request.dimensions()), dimensionsOf(rollup)),
        filters(request.filters(), rollup),
        grain,
        range,
        limit(request.limit()),
        source);
  }

  private static Rollup rollup(@Nullable String name, String tenant, Rollups rollups) {
    String wanted = required("rollup", name);
    List<String> known = rollups.of(tenant).stream().map(Rollup::name).toList();
    return rollups
        .named(tenant, wanted)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.UnknownName("rollup", wanted, NearestNames.of(wanted, known))));
  }

  private static List<Measure> measures(@Nullable List<@Nullable String> names, Rollup rollup) {
    if (names == null || names.isEmpty()) {
      throw invalid("measures", "must name at least one measure of the rollup " + rollup.name());
    }
    return names(
        "measures",
        "measure",
        names,
        new Names<>(rollup.measures().stream().map(Measure::name).toList(), rollup::measure));
  }

  private static Names<Dimension> dimensionsOf(Rollup rollup) {
    return new Names<>(
        rollup.dimensions().stream().map(Dimension::name).toList(), rollup::dimension);
  }

  private static <T> List<T> names(
      String field, String kind, List<@Nullable String> wanted, Names<T> known) {
    var found = new ArrayList<T>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < wanted.size(); i++) {
      String at = field + "[" + i + "]";
      String name = required(at, wanted.get(i));
      found.add(named(at, kind, name, known));
      if (!seen.add(name)) {
        throw invalid(at, "must not repeat a name, but %s is repeated".formatted(name));
      }
    }
    return found;
  }

  private static <T> T named(String field, String kind, String name, Names<T> known) {
    return known.find.apply(name).orElseThrow(() -> invalid(field, unknown(kind, name, known)));
  }

  private static String unknown(String kind, String name, Names<?> known) {
    List<String> nearest = NearestNames.of(name, known.names);
    return "must be a %s of the rollup, one of %s, but was %s%s"
        .formatted(
            kind,
            known.names,
            abbreviated(name),
            nearest.isEmpty() ? "" : "; the nearest: " + String.join(", ", nearest));
  }

  private static List<DimensionFilter> filters(
      @Nullable List<@Nullable FilterRequest> requests, Rollup rollup) {
    var filters = new ArrayList<DimensionFilter>();
    List<@Nullable FilterRequest> wanted = orNone(requests);
    checkSize("filters", wanted.size(), MAX_FILTERS);
    for (int i = 0; i < wanted.size(); i++) {
      filters.add(filter("filters[" + i + "]", wanted.get(i), rollup));
    }
    return filters;
  }

  private static DimensionFilter filter(String at, @Nullable FilterRequest request, Rollup rollup) {
    if (request == null) {
      throw invalid(at, "must be an object with field and in, but was null");
    }
    String field = required(at + ".field", request.field());
    Dimension dimension = named(at + ".field", "dimension", field, dimensionsOf(rollup));
    return new DimensionFilter(dimension, values(at + ".in", orNone(request.in())));
  }

  private static Set<String> values(String field, List<@Nullable String> values) {
    if (values.isEmpty()) {
      throw invalid(field, "must have at least one value");
    }
    checkSize(field, values.size(), MAX_FILTER_VALUES);
    Set<String> distinct = new HashSet<>();
    int letters = 0;
    for (int i = 0; i < values.size(); i++) {
      String value = required(field + "[" + i + "]", values.get(i));
      letters += value.length();
      distinct.add(value);
    }
    if (letters > MAX_FILTER_LETTERS) {
      throw invalid(
          field,
          "must have at most %d characters in total, but had %d"
              .formatted(MAX_FILTER_LETTERS, letters));
    }
    return distinct;
  }

  private static Optional<Grain> grain(@Nullable String word) {
    if (word == null) {
      return Optional.empty();
    }
    Optional<Grain> grain = Grain.parse(word);
    if (grain.isEmpty()) {
      throw invalid(
          "grain", "must be one of %s, but was %s".formatted(Grain.wireNames(), abbreviated(word)));
    }
    return grain;
  }

  private static Optional<SourceKind> source(@Nullable String word) {
    if (word == null) {
      return Optional.empty();
    }
    Optional<SourceKind> source = SourceKind.parse(word);
    if (source.isEmpty()) {
      throw invalid(
          "source",
          "must be one of %s, but was %s".formatted(SourceKind.wireNames(), abbreviated(word)));
    }
    return source;
  }

  private static int limit(@Nullable Integer limit) {
    if (limit == null) {
      return Query.DEFAULT_LIMIT;
    }
    if (limit < 1 || limit > Query.MAX_LIMIT) {
      throw invalid("limit", "must be 1 to %d, but was %d".formatted(Query.MAX_LIMIT, limit));
    }
    return limit;
  }

  /** Windows are whole minutes; only events can be cut finer. */
  private static void checkAligned(TimeRange range, Optional<SourceKind> source) {
    if (source.isEmpty() || source.get() == SourceKind.EVENTS) {
      return;
    }
    checkOnMinute("from", range.from(), source.get());
    checkOnMinute("to", range.to(), source.get());
  }

  private static void checkOnMinute(String field, long timestamp, SourceKind source) {
    if (Grain.MINUTE.windowStart(timestamp) != timestamp) {
      throw invalid(
          field,
          "must be on a whole minute with the source %s, but was %d ms past it"
              .formatted(source.wireName(), timestamp - Grain.MINUTE.windowStart(timestamp)));
    }
  }

  private static void checkSize(String field, int size, int max) {
    if (size > max) {
      throw invalid(field, "must have at most %d entries, but had %d".formatted(max, size));
    }
  }

  static String required(String field, @Nullable String text) {
    if (text == null) {
      throw invalid(field, "must be given");
    }
    return text;
  }

  static FailureException invalid(String field, String rule) {
    return new FailureException(new Failure.Invalid(field + " " + rule, field));
  }

  /** What came, short enough for a message. */
  public static String abbreviated(String text) {
    return text.length() <= 50 ? text : text.substring(0, 50) + "...";
  }

  private static <T extends @Nullable Object> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private record Names<T>(List<String> names, Function<String, Optional<T>> find) {}
}
