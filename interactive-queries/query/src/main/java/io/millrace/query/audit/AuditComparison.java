package io.millrace.query.audit;

import static java.util.Objects.requireNonNull;

import io.millrace.query.plan.Query;
import io.millrace.query.plan.QueryResult;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.state.freshness.SourceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The results of several sources for one query, side by side. */
final class AuditComparison {
  private final Query query;
  private final Map<SourceKind, Map<List<String>, List<@Nullable Object>>> sources =
      new EnumMap<>(SourceKind.class);

  AuditComparison(Query query) {
    this.query = query;
  }

  void add(SourceKind kind, QueryResult answer) {
    int keys = 1 + query.dimensions().size();
    var rows = new HashMap<List<String>, List<@Nullable Object>>();
    for (List<@Nullable Object> row : answer.rows()) {
      var key = new ArrayList<String>();
      for (Object part : row.subList(0, keys)) {
        key.add(String.valueOf(part));
      }
      rows.put(key, row.subList(keys, row.size()));
    }
    sources.put(kind, rows);
  }

  /** The starts of the windows in which some series are counted together as {@code (other)}. */
  Set<String> windowsPastTheCeiling() {
    var windows = new TreeSet<String>();
    for (Map<List<String>, ?> rows : sources.values()) {
      for (List<String> key : rows.keySet()) {
        List<String> dimensions = key.subList(1, key.size());
        if (!dimensions.isEmpty() && dimensions.stream().allMatch(Rollup.OTHER::equals)) {
          windows.add(key.getFirst());
        }
      }
    }
    return windows;
  }

  /**
   * Where the sources disagree.
   *
   * @param except starts of windows that are not compared
   */
  List<Drift> differences(Collection<String> except) {
    var keys = new HashSet<List<String>>();
    sources.values().forEach(rows -> keys.addAll(rows.keySet()));
    var drifts = new ArrayList<Drift>();
    for (List<String> key : keys) {
      if (!except.contains(key.getFirst())) {
        addDrifts(key, drifts);
      }
    }
    return drifts;
  }

  private void addDrifts(List<String> key, List<Drift> drifts) {
    for (int i = 0; i < query.measures().size(); i++) {
      var values = new LinkedHashMap<String, @Nullable Object>();
      for (var source : sources.entrySet()) {
        boolean there = source.getValue().containsKey(key);
        values.put(
            source.getKey().wireName(),
            there ? requireNonNull(source.getValue().get(key)).get(i) : null);
      }
      if (new HashSet<>(values.values()).size() > 1) {
        drifts.add(drift(key, query.measures().get(i).name(), values));
      }
    }
  }

  private Drift drift(List<String> key, String measure, Map<String, @Nullable Object> values) {
    var dimensions = new LinkedHashMap<String, String>();
    for (int i = 0; i < query.dimensions().size(); i++) {
      dimensions.put(query.dimensions().get(i).name(), key.get(i + 1));
    }
    return new Drift(
        query.tenant(),
        query.rollup().name(),
        query.grain().orElseThrow().wireName(),
        key.getFirst(),
        dimensions,
        measure,
        values);
  }
}
