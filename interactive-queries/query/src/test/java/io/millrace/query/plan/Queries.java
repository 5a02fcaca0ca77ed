package io.millrace.query.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serdes.rollup.Rollups;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests for tests, grown from one that is good. */
public record Queries(Map<String, @Nullable Object> fields) {
  static final String TENANT = "shop";
  static final String FROM = "2015-05-17T00:00:00Z";
  static final String TO = "2015-05-21T00:00:00Z";
  private static final ObjectMapper JSON = new ObjectMapper();

  public static Queries traffic() {
    return new Queries(Map.of())
        .with("rollup", "traffic")
        .with("measures", List.of("events", "visitors"))
        .range(FROM, TO);
  }

  public Query query() {
    return QueryValidation.check(
        JSON.convertValue(fields, QueryRequest.class), TENANT, Rollups.NONE_DEFINED);
  }

  public Queries rollup(@Nullable String rollup) {
    return with("rollup", rollup);
  }

  public Queries measures(String... measures) {
    return with("measures", List.of(measures));
  }

  public Queries dimensions(String... dimensions) {
    return with("dimensions", List.of(dimensions));
  }

  public Queries filter(String field, String... in) {
    return with("filters", List.of(Map.of("field", field, "in", List.of(in))));
  }

  public Queries grain(String grain) {
    return with("grain", grain);
  }

  public Queries range(@Nullable Object from, @Nullable Object to) {
    return with("from", from).with("to", to);
  }

  public Queries limit(int limit) {
    return with("limit", limit);
  }

  public Queries source(String source) {
    return with("source", source);
  }

  private Queries with(String field, @Nullable Object value) {
    var changed = new HashMap<String, @Nullable Object>(fields);
    changed.put(field, value);
    return new Queries(changed);
  }
}
