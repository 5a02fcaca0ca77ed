package io.millrace.service.connect;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.service.problem.JsonBodies;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.FieldFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request to define a connector.
 *
 * @param config without the name; numbers and booleans, as in YAML, are strings here
 * @param state unchanged, or running, if none is given
 */
record ConnectorRequest(Map<String, String> config, Optional<DesiredState> state) {
  private static final List<String> FIELDS = List.of("name", "config", "state");

  /**
   * Parses a body such as {@code {"config": {...}, "state": "paused"}}; reports all faults
   * together.
   */
  static ConnectorRequest parse(String name, byte[] body) {
    JsonNode json;
    try {
      json = JsonBodies.STRICT.readTree(body);
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
    var faults = new ArrayList<FieldFault>();
    json.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                faults.add(
                    new FieldFault(
                        field, "must be one of %s, but was %s".formatted(FIELDS, field)));
              }
            });
    sameName("name", json.path("name"), name, faults);
    Map<String, String> config = config(name, json.path("config"), faults);
    Optional<DesiredState> state = state(json.path("state"), faults);
    refuse(faults);
    return new ConnectorRequest(config, state);
  }

  static void refuse(List<FieldFault> faults) {
    if (!faults.isEmpty()) {
      throw new FailureException(
          new Failure.InvalidFields(
              faults.size() == 1
                  ? faults.getFirst().field() + ": " + faults.getFirst().problem()
                  : "%d fields are wrong; faults names each".formatted(faults.size()),
              faults));
    }
  }

  private static Map<String, String> config(String name, JsonNode json, List<FieldFault> faults) {
    var config = new TreeMap<String, String>();
    if (!json.isObject()) {
      faults.add(new FieldFault("config", "must be an object of settings"));
    }
    json.properties()
        .forEach(
            setting -> {
              JsonNode value = setting.getValue();
              if (setting.getKey().equals("name")) {
                sameName("config.name", value, name, faults);
              } else if (value.isTextual() || value.isNumber() || value.isBoolean()) {
                config.put(setting.getKey(), value.asText());
              } else {
                faults.add(
                    new FieldFault(
                        "config." + setting.getKey(),
                        "must be a string, number or boolean, but was "
                            + value.getNodeType().name().toLowerCase(Locale.ROOT)));
              }
            });
    return config;
  }

  private static void sameName(String field, JsonNode given, String name, List<FieldFault> faults) {
    if (!given.isMissingNode() && !given.asText().equals(name)) {
      faults.add(
          new FieldFault(
              field,
              "must be the name in the path, %s, or left out, but was %s"
                  .formatted(name, given.asText())));
    }
  }

  private static Optional<DesiredState> state(JsonNode given, List<FieldFault> faults) {
    if (given.isMissingNode() || given.isNull()) {
      return Optional.empty();
    }
    Optional<DesiredState> state = DesiredState.parse(given.asText());
    if (state.isEmpty()) {
      faults.add(
          new FieldFault(
              "state",
              "must be one of %s, but was %s".formatted(DesiredState.wireNames(), given.asText())));
    }
    return state;
  }
}
