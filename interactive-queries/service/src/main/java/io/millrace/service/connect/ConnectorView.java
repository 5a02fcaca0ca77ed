package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The definition and the status of a connector.
 *
 * @param owner operator, or product for Millrace's own; empty if it is not managed here
 * @param state the desired state: running, paused or stopped
 * @param health in one word
 * @param actual its state in Connect's terms, empty if Connect does not report it
 * @param version of its configuration
 * @param config empty if it is not managed here, as it may contain secrets then
 * @param cause why it does not run
 * @param attempts retries since it last ran for a while
 */
@Schema(name = "Connector")
@JsonInclude(JsonInclude.Include.ALWAYS)
record ConnectorView(
    String name,
    String owner,
    String state,
    String health,
    String actual,
    int version,
    @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, String> config,
    List<TaskView> tasks,
    @Nullable CauseView cause,
    int attempts,
    @Nullable String nextAttempt,
    @Nullable String givenUpSince) {
  /** A task of a connector. */
  @Schema(name = "ConnectorTask")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record TaskView(int task, String state, String worker, @Nullable CauseView cause) {}

  /**
   * Why something failed.
   *
   * @param what happened
   * @param remedy what to do
   * @param message of the exception
   */
  @Schema(name = "ConnectorCause")
  record CauseView(String kind, String what, String remedy, String message) {
    static CauseView of(ConnectorFailure fault) {
      return new CauseView(
          fault.cause().wireName(),
          fault.cause().description(),
          fault.cause().remedy(),
          fault.message());
    }
  }

  /** Of a defined connector. */
  static ConnectorView of(
      DesiredConnector desired,
      ConnectorHealth health,
      @Nullable ActualConnector actual,
      RetryState retryState) {
    return new ConnectorView(
        desired.name(),
        desired.owner().wireName(),
        desired.state().wireName(),
        health.wireName(),
        actual == null ? "" : actual.state(),
        desired.version(),
        desired.config(),
        actual == null ? List.of() : tasks(actual),
        cause(health, actual, retryState),
        retryState.attempts(),
        moment(retryState.nextTryAt()),
        moment(retryState.givenUpAt()));
  }

  /** For a connector that only Connect knows. */
  static ConnectorView unmanaged(String name, ActualConnector actual) {
    return new ConnectorView(
        name,
        "",
        "",
        ConnectorHealth.UNMANAGED.wireName(),
        actual.state(),
        0,
        Map.of(),
        tasks(actual),
        actual.fault().map(CauseView::of).orElse(null),
        0,
        null,
        null);
  }

  private static @Nullable CauseView cause(
      ConnectorHealth health, @Nullable ActualConnector actual, RetryState retryState) {
    if (health == ConnectorHealth.RUNNING) {
      return null;
    }
    ConnectorFailure now = actual == null ? null : actual.fault().orElse(null);
    ConnectorFailure fault = now == null ? retryState.fault() : now;
    return fault == null ? null : CauseView.of(fault);
  }

  private static List<TaskView> tasks(ActualConnector actual) {
    var tasks = new ArrayList<TaskView>();
    for (ActualConnector.Part task : actual.tasks()) {
      tasks.add(
          new TaskView(
              tasks.size(),
              task.state(),
              task.worker(),
              task.fault().map(CauseView::of).orElse(null)));
    }
    return tasks;
  }

  private static @Nullable String moment(long at) {
    return at == 0 ? null : Instant.ofEpochMilli(at).toString();
  }
}
