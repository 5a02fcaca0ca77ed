package io.millrace.serdes.rollup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.DefinitionJson;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.EventFilterJson;
import io.millrace.serdes.filter.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The definition of a custom rollup as JSON: {@code {"filter": FILTER, "dimensions": [{"name",
 * "field"}], "measures": [{"name", "kind", "field", "levels", "filter"}]}}. A dimension may be a
 * field's name alone.
 */
public final class RollupJson {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final int MAX_MEASURES = 20;
  private static final int MAX_LEVELS = 10;

  /** Other columns of rows and query results. */
  private static final Set<String> RESERVED =
      Set.of("tenant", "grain", "window", "part", "version", "bucket");

  private static final List<String> KINDS =
      List.of("count", "sum", "min", "max", "distinct", "quantiles");

  private RollupJson() {}

  /** Parses the definition of a custom rollup. */
  public static Rollup parse(String tenant, String name, int generation, long since, JsonNode json)
      throws InvalidDefinition {
    checkName("name", name);
    if (Rollup.builtIn(name).isPresent()) {
      throw new InvalidDefinition("name", "must not be that of a built-in rollup, but was " + name);
    }
    if (!json.isObject()) {
      throw new InvalidDefinition("the definition", "must be an object");
    }
    DefinitionJson.checkFields("", json, Set.of("name", "filter", "dimensions", "measures"));
    if (json.has("name") && !json.path("name").asText().equals(name)) {
      throw new InvalidDefinition(
          "name", "must be %s or be left out, but was %s".formatted(name, json.path("name")));
    }
    var names = new HashSet<String>();
    List<Dimension> dimensions = dimensions(json.path("dimensions"), names);
    List<Measure> measures = measures(json.path("measures"), names);
    EventFilter filter = filter("filter", json.path("filter"));
    return new Rollup(tenant, name, generation, since, filter, dimensions, measures);
  }

  /** The definition as JSON that {@link #parse} accepts. */
  public static ObjectNode write(Rollup rollup) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", rollup.name());
    if (!rollup.filter().equals(EventFilter.EVERYTHING)) {
      json.set("filter", EventFilterJson.write(rollup.filter()));
    }
    ArrayNode dimensions = json.putArray("dimensions");
    for (Dimension dimension : rollup.dimensions()) {
      dimensions.addObject().put("name", dimension.name()).put("field", dimension.field().path());
    }
    ArrayNode measures = json.putArray("measures");
    for (Measure measure : rollup.measures()) {
      write(measure, measures.addObject());
    }
    return json;
  }

  private static void write(Measure measure, ObjectNode json) {
    json.put("name", measure.name()).put("kind", measure.kind());
    switch (measure) {
      case Measure.Count _ -> {}
      case Measure.Sum sum -> json.put("field", sum.field().path());
      case Measure.Min min -> json.put("field", min.field().path());
      case Measure.Max max -> json.put("field", max.field().path());
      case Measure.Distinct distinct -> json.put("field", distinct.field().path());
      case Measure.Quantiles quantiles -> {
        json.put("field", quantiles.field().path());
        ArrayNode levels = json.putArray("levels");
        quantiles.levels().forEach(levels::add);
      }
    }
    if (!measure.filter().equals(EventFilter.EVERYTHING)) {
      json.set("filter", EventFilterJson.write(measure.filter()));
    }
  }

  private static List<Dimension> dimensions(JsonNode json, Set<String> names)
      throws InvalidDefinition {
    checkArray("dimensions", json, 0, Rollup.MAX_DIMENSIONS);
    var dimensions = new ArrayList<Dimension>();
    for (int i = 0; i < json.size(); i++) {
      String at = "dimensions[" + i + "]";
      JsonNode one = json.path(i);
      if (one.isTextual()) {
        dimensions.add(
            new Dimension(
                checkNew(at, one.asText(), names), EventFilterJson.field(at, one.asText())));
        continue;
      }
      if (!one.isObject()) {
        throw new InvalidDefinition(at, "must be a field's name, or an object with name and field");
      }
      DefinitionJson.checkFields(at + ".", one, Set.of("name", "field"));
      String name = checkNew(at + ".name", one.path("name").asText(), names);
      dimensions.add(
          new Dimension(
              name,
              one.has("field")
                  ? EventFilterJson.field(at + ".field", one.path("field").asText())
                  : EventFilterJson.field(at, name)));
    }
    return dimensions;
  }

  private static List<Measure> measures(JsonNode json, Set<String> names) throws InvalidDefinition {
    checkArray("measures", json, 1, MAX_MEASURES);
    var measures = new ArrayList<Measure>();
    for (int i = 0; i < json.size(); i++) {
      measures.add(measure("measures[" + i + "]", json.path(i), names));
    }
    return measures;
  }

  private static Measure measure(String at, JsonNode json, Set<String> names)
      throws InvalidDefinition {
    if (!json.isObject()) {
      throw new InvalidDefinition(at, "must be an object with name and kind");
    }
    DefinitionJson.checkFields(at + ".", json, Set.of("name", "kind", "field", "levels", "filter"));
    String name = checkNew(at + ".name", json.path("name").asText(), names);
    EventFilter filter = filter(at + ".filter", json.path("filter"));
    String kind = json.path("kind").asText();
    if (json.has("levels") && !kind.equals("quantiles")) {
      throw new InvalidDefinition(at + ".levels", "must come with kind quantiles only");
    }
    if (json.has("field") && kind.equals("count")) {
      throw new InvalidDefinition(at + ".field", "must not come with kind count");
    }
    return switch (kind) {
      case "count" -> new Measure.Count(name, filter);
      case "sum" -> new Measure.Sum(name, number(at, json), filter);
      case "min" -> new Measure.Min(name, number(at, json), filter);
      case "max" -> new Measure.Max(name, number(at, json), filter);
      case "distinct" ->
          new Measure.Distinct(
              name, EventFilterJson.field(at + ".field", json.path("field").asText()), filter);
      case "quantiles" ->
          new Measure.Quantiles(
              name, number(at, json), levels(at + ".levels", json.path("levels")), filter);
      default ->
          throw new InvalidDefinition(
              at + ".kind", "must be one of %s, but was '%s'".formatted(KINDS, kind));
    };
  }

  private static List<Double> levels(String at, JsonNode json) throws InvalidDefinition {
    checkArray(at, json, 1, MAX_LEVELS);
    var levels = new ArrayList<Double>();
    for (JsonNode level : json) {
      if (!level.isNumber() || level.asDouble() < 0 || level.asDouble() > 1) {
        throw new InvalidDefinition(at, "must be numbers from 0 to 1, but had " + level);
      }
      levels.add(level.asDouble());
    }
    return levels;
  }

  private static EventFilter filter(String at, JsonNode json) throws InvalidDefinition {
    return json.isMissingNode() || json.isNull()
        ? EventFilter.EVERYTHING
        : EventFilterJson.parse(at, json);
  }

  private static Field number(String at, JsonNode json) throws InvalidDefinition {
    Field field = EventFilterJson.field(at + ".field", json.path("field").asText());
    if (!field.numeric()) {
      throw new InvalidDefinition(
          at + ".field",
          "must be a number, money.amount or properties.NAME, but was " + field.path());
    }
    return field;
  }

  private static String checkNew(String at, String name, Set<String> names)
      throws InvalidDefinition {
    checkName(at, name);
    if (RESERVED.contains(name)) {
      throw new InvalidDefinition(
          at, "must not be one of %s, but was %s".formatted(RESERVED, name));
    }
    if (!names.add(name)) {
      throw new InvalidDefinition(at, "must not repeat a name, but %s is repeated".formatted(name));
    }
    return name;
  }

  private static void checkName(String at, String name) throws InvalidDefinition {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidDefinition(
          at, "must match %s, but was '%s'".formatted(NAME.pattern(), name));
    }
  }

  private static void checkArray(String at, JsonNode json, int least, int most)
      throws InvalidDefinition {
    if (json.isMissingNode() && least == 0) {
      return;
    }
    if (!json.isArray() || json.size() < least || json.size() > most) {
      throw new InvalidDefinition(
          at,
          "must be a list of %d to %d entries, but %s"
              .formatted(least, most, json.isArray() ? "had " + json.size() : "was none"));
    }
  }
}
