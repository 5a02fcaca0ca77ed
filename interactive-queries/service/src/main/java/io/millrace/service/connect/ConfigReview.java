package io.millrace.service.connect;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.FieldFault;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Validates a configuration before it is written anywhere: Connect's and the plugin's result for
 * each setting, and literal secrets.
 */
@Singleton
final class ConfigReview {
  private static final String CLASS = "connector.class";

  /** Twenty versions of it must fit into a record. */
  private static final int MAX_CHARACTERS = 16_384;

  private final ConnectCalls calls;

  ConfigReview(ConnectCalls calls) {
    this.calls = calls;
  }

  /** Throws a {@link FailureException} that names every invalid setting. */
  void check(String name, Map<String, String> config) throws InterruptedException {
    List<FieldFault> faults = literals(config);
    checkSize(config);
    String plugin = config.getOrDefault(CLASS, "");
    if (knowsPlugin(plugin, faults)) {
      faults.addAll(connectsFaults(name, plugin, config));
    }
    ConnectorRequest.refuse(faults);
  }

  private static void checkSize(Map<String, String> config) {
    int characters = 0;
    for (Map.Entry<String, String> setting : config.entrySet()) {
      characters += setting.getKey().length() + setting.getValue().length();
    }
    if (characters > MAX_CHARACTERS) {
      throw new FailureException(
          new Failure.Invalid(
              "a configuration must have at most %,d characters, but had %,d"
                  .formatted(MAX_CHARACTERS, characters),
              "config"));
    }
  }

  /** Literal secrets, recognised by their names or values. */
  static List<FieldFault> literals(Map<String, String> config) {
    var faults = new ArrayList<FieldFault>();
    config.forEach(
        (key, value) -> {
          if (ConfigSecrets.isKey(key)) {
            refuseLiteral(key, value, faults);
          } else if (ConfigSecrets.carriesLiteral(value)) {
            faults.add(
                new FieldFault(
                    field(key),
                    "must not contain a password; use a config provider reference, such as "
                        + ConfigSecrets.EXAMPLE));
          }
        });
    return faults;
  }

  private static void refuseLiteral(String key, String value, List<FieldFault> faults) {
    if (!value.isEmpty() && !ConfigSecrets.isReference(value)) {
      faults.add(
          new FieldFault(
              field(key),
              "must be a reference that a config provider of the worker resolves, such as %s;"
                      .formatted(ConfigSecrets.EXAMPLE)
                  + " a secret as it is would be kept where it can be read"));
    }
  }

  private boolean knowsPlugin(String plugin, List<FieldFault> faults) throws InterruptedException {
    var known = new ArrayList<String>();
    for (JsonNode one : calls.ask(ConnectCluster::plugins)) {
      known.add(one.path("class").asText());
    }
    if (known.stream().anyMatch(one -> names(plugin, one))) {
      return true;
    }
    List<String> nearest = NearestNames.of(plugin, known);
    faults.add(
        new FieldFault(
            field(CLASS),
            "must be one of the worker's plugins, but was '%s'%s"
                .formatted(
                    plugin,
                    nearest.isEmpty()
                        ? "; GET /v1/connector-plugins lists them"
                        : "; the nearest: " + String.join(", ", nearest))));
    return false;
  }

  /** Connect accepts a class by its full name, its simple name, or that without Connector. */
  private static boolean names(String plugin, String known) {
    String simple = known.substring(known.lastIndexOf('.') + 1);
    return plugin.equals(known) || plugin.equals(simple) || simple.equals(plugin + "Connector");
  }

  private List<FieldFault> connectsFaults(String name, String plugin, Map<String, String> config)
      throws InterruptedException {
    JsonNode answer = calls.ask(connect -> connect.validate(plugin, sent(name, config)));
    var faults = new ArrayList<FieldFault>();
    for (JsonNode setting : answer.path("configs")) {
      String key = setting.at("/value/name").asText();
      addFaults(key, config.getOrDefault(key, ""), setting, faults);
    }
    return faults;
  }

  private static void addFaults(
      String key, String value, JsonNode setting, List<FieldFault> faults) {
    boolean named = ConfigSecrets.isKey(key);
    boolean secret = named || setting.at("/definition/type").asText().equals("PASSWORD");
    if (secret && !value.isEmpty() && !ConfigSecrets.isReference(value)) {
      if (!named) {
        refuseLiteral(key, value, faults);
      }
      return;
    }
    for (JsonNode error : setting.at("/value/errors")) {
      // Connect has resolved the reference.
      String problem =
          secret || ConfigSecrets.hasReference(value)
              ? "Connect rejects the referenced value, which is not shown"
              : error.asText();
      faults.add(new FieldFault(field(key), problem));
    }
  }

  /** The configuration that is sent to Connect: without rejected secrets. */
  private static Map<String, String> sent(String name, Map<String, String> config) {
    var sent = new TreeMap<>(config);
    sent.replaceAll(
        (key, value) ->
            ConfigSecrets.isKey(key) && !ConfigSecrets.isReference(value) && !value.isEmpty()
                ? "***"
                : value);
    sent.put("name", name);
    return sent;
  }

  private static String field(String key) {
    return "config." + key;
  }
}
