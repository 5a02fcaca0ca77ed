package io.millrace.benchmarks.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.ConditionJson;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.RuleVersion.Tracked;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.SegmentKind;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Segment rules over the events of {@link EventSource}. The first fifty are of all kinds, and a
 * page view affects about half of them; those beyond depend on events that do not occur, as most
 * rules of a large set do for most events.
 */
public final class RuleSource {
  private static final int TOUCHED = 50;
  private static final List<String> KINDS =
      List.of(
          "{'did': {'type': 'browse'}, 'atLeast': %1$d, 'within': '7d'}",
          "{'did': {'type': 'browse', 'where': {'field': 'properties.product', 'equals': 'p%1$d'}},"
              + " 'atLeast': 2, 'within': '30d'}",
          "{'all': [{'never': {'type': 'purchase'}, 'within': '%1$dd'},"
              + " {'did': {'type': 'search'}, 'atLeast': 2, 'within': '1d'}]}",
          "{'sum': 'money.amount', 'of': {'type': 'purchase'}, 'within': '30d', 'gte': %1$d0}",
          "{'ratio': {'type': 'purchase'}, 'to': {'type': 'ad'}, 'within': '7d', 'lt': 0.%1$d}",
          "{'distinct': 'properties.product', 'of': {'type': 'browse'}, 'atLeast': %1$d,"
              + " 'within': '1h'}",
          "{'sequence': [{'type': 'search'}, {'type': 'browse'}, {'type': 'purchase'}],"
              + " 'gap': '%1$dh', 'without': {'type': 'ad'}, 'within': '7d'}",
          "{'all': [{'stopped': {'type': 'purchase'}, 'within': '%1$dd'},"
              + " {'trait': 'plan', 'in': ['plus', 'gold']}]}",
          "{'any': [{'first': {'type': 'purchase'}, 'within': '%1$dd'},"
              + " {'regularly': {'type': 'browse'}, 'days': 2, 'of': 7}]}",
          "{'average': 'properties.position', 'of': {'type': 'ad'}, 'within': '1d', 'lte': %1$d}");

  private RuleSource() {}

  /** This many segments of each tenant, active from the beginning. */
  static List<Definition> definitions(int count) {
    var definitions = new ArrayList<Definition>();
    for (String tenant : EventSource.tenants()) {
      for (int i = 0; i < count; i++) {
        definitions.add(definition(tenant, i));
      }
    }
    return definitions;
  }

  private static Definition definition(String tenant, int number) {
    Condition rule = parse(rule(number));
    List<Tracked> tracked =
        RuleVersion.behaviours(rule).stream().map(one -> new Tracked(one, 0)).toList();
    String name = "rule-" + number;
    var segment =
        new Segment(
            tenant,
            name,
            "",
            1,
            Optional.of(new RuleVersion(1, rule, tracked)),
            Optional.empty(),
            Optional.empty());
    return new Definition(
        SegmentKind.INSTANCE.wireName(), tenant, name, 1, 0, SegmentKind.INSTANCE.print(segment));
  }

  /** The rule of this number, as JSON. */
  public static String rule(int number) {
    String text =
        number < TOUCHED
            ? KINDS.get(number % KINDS.size()).formatted(number / KINDS.size() + 2)
            : "{'did': {'name': 'Feature %d Used'}, 'atLeast': 3, 'within': '30d'}"
                .formatted(number);
    return text.replace('\'', '"');
  }

  private static Condition parse(String json) {
    try {
      return new ConditionJson(ZoneOffset.UTC).parse("rule", new ObjectMapper().readTree(json));
    } catch (JsonProcessingException | InvalidDefinition e) {
      throw new IllegalStateException("a rule of the benchmark is wrong: " + json, e);
    }
  }
}
