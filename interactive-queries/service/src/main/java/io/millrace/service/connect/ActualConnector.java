package io.millrace.service.connect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A connector as Connect reports it.
 *
 * @param config including the name
 * @param connector the connector itself; its tasks do the work
 */
public record ActualConnector(Map<String, String> config, Part connector, List<Part> tasks) {
  private static final String RUNNING = "RUNNING";
  private static final String FAILED = "FAILED";

  public ActualConnector {
    config = Map.copyOf(config);
    tasks = List.copyOf(tasks);
  }

  /**
   * The connector or one of its tasks.
   *
   * @param state in Connect's terms
   * @param trace the stack trace of its failure, or {@code ""}
   */
  public record Part(String state, String worker, String trace) {
    Optional<ConnectorFailure> fault() {
      return state.equals(FAILED) ? Optional.of(ConnectorFailure.of(trace)) : Optional.empty();
    }

    private static Part of(JsonNode part) {
      return new Part(
          part.path("state").asText("UNASSIGNED"),
          part.path("worker_id").asText(""),
          part.path("trace").asText(""));
    }
  }

  /** From one entry of {@code GET /connectors?expand=status&expand=info}. */
  static ActualConnector of(JsonNode entry) {
    var config = new TreeMap<String, String>();
    entry
        .at("/info/config")
        .properties()
        .forEach(setting -> config.put(setting.getKey(), setting.getValue().asText()));
    JsonNode status = entry.path("status");
    var tasks = new ArrayList<Part>();
    status.path("tasks").forEach(task -> tasks.add(Part.of(task)));
    return new ActualConnector(config, Part.of(status.path("connector")), tasks);
  }

  /** The connector's state in Connect's terms. */
  public String state() {
    return connector.state();
  }

  /** Whether the connector and all of its tasks run. */
  public boolean running() {
    return state().equals(RUNNING)
        && !tasks.isEmpty()
        && tasks.stream().allMatch(task -> task.state().equals(RUNNING));
  }

  /** Why the connector or the first of its failed tasks failed. */
  Optional<ConnectorFailure> fault() {
    return Stream.concat(Stream.of(connector), tasks.stream())
        .flatMap(part -> part.fault().stream())
        .findFirst();
  }
}
