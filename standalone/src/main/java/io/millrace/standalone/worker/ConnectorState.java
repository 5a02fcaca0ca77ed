package io.millrace.standalone.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connector is doing.
 *
 * @param connector its state in Connect's words
 * @param tasks the states of its tasks
 * @param trace the first line of why something failed, or {@code ""}
 */
public record ConnectorState(String connector, List<String> tasks, String trace) {
  /** A connector that Connect does not know yet, or that nobody can ask about. */
  public static final ConnectorState UNASSIGNED = new ConnectorState("UNASSIGNED", List.of(), "");

  public ConnectorState {
    tasks = List.copyOf(tasks);
  }

  /** Whether the connector and all of its tasks run. */
  public boolean running() {
    return connector.equals("RUNNING")
        && !tasks.isEmpty()
        && tasks.stream().allMatch("RUNNING"::equals);
  }

  public boolean failed() {
    return connector.equals("FAILED") || tasks.contains("FAILED");
  }

  static ConnectorState of(JsonNode status) {
    var states = new ArrayList<String>();
    String trace = firstLine(status.path("connector"));
    for (JsonNode task : status.path("tasks")) {
      states.add(task.path("state").asText());
      trace = trace.isEmpty() ? firstLine(task) : trace;
    }
    return new ConnectorState(status.path("connector").path("state").asText(), states, trace);
  }

  private static String firstLine(JsonNode part) {
    return part.path("trace").asText("").lines().findFirst().orElse("");
  }
}
