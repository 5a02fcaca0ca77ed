package io.millrace.standalone.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.query.plan.DimensionFilter;
import io.millrace.query.plan.Query;
import io.millrace.serdes.rollup.Dimension;
import io.millrace.serdes.rollup.Measure;
import io.millrace.standalone.query.QueryFixture.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a query must answer, from the events one by one. */
record NaiveAnswer(Query query, Map<List<String>, Counted> groups) {
  private record Counted(List<String> events, Set<String> visitors) {}

  static List<List<Object>> rows(Query query, QueryFixture shop) {
    var answer = new NaiveAnswer(query, new HashMap<>());
    if (query.grain().isEmpty() && query.dimensions().isEmpty()) {
      var _ = answer.group(List.of());
    }
    shop.visits().stream().filter(answer::wanted).forEach(answer::count);
    return answer.groups.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(NaiveAnswer.order()))
        .limit(query.limit())
        .map(answer::row)
        .toList();
  }

  private boolean wanted(Visit visit) {
    return visit.tenant().equals(query.tenant())
        && visit.at() >= query.range().from()
        && visit.at() < query.range().to()
        && query.filters().stream().allMatch(filter -> passes(filter, visit));
  }

  private static boolean passes(DimensionFilter filter, Visit visit) {
    return filter.in().contains(value(filter.dimension(), visit));
  }

  private static String value(Dimension dimension, Visit visit) {
    return switch (dimension.name()) {
      case "type" -> visit.type();
      case "country" -> visit.country();
      case "plan" -> visit.plan();
      default -> throw new IllegalArgumentException("no dimension of traffic: " + dimension);
    };
  }

  private void count(Visit visit) {
    var key = new ArrayList<String>();
    query
        .grain()
        .ifPresent(
            grain -> key.add(Instant.ofEpochMilli(grain.windowStart(visit.at())).toString()));
    query.dimensions().forEach(dimension -> key.add(value(dimension, visit)));
    Counted counted = group(key);
    counted.events.add(visit.visitor());
    counted.visitors.add(visit.visitor());
  }

  private Counted group(List<String> key) {
    return groups.computeIfAbsent(key, _ -> new Counted(new ArrayList<>(), new HashSet<>()));
  }

  private List<Object> row(Map.Entry<List<String>, Counted> group) {
    var row = new ArrayList<Object>(group.getKey());
    for (Measure measure : query.measures()) {
      row.add(
          switch (measure) {
            case Measure.Count _ -> (long) group.getValue().events.size();
            case Measure.Distinct _ -> (long) group.getValue().visitors.size();
            default -> throw new IllegalArgumentException("no measure of traffic: " + measure);
          });
    }
    return row;
  }

  private static Comparator<List<String>> order() {
    return (left, right) -> {
      int order = 0;
      for (int i = 0; order == 0 && i < left.size(); i++) {
        order = Arrays.compareUnsigned(left.get(i).getBytes(UTF_8), right.get(i).getBytes(UTF_8));
      }
      return order;
    };
  }
}
