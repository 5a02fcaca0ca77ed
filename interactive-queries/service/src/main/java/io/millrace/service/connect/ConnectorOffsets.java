package io.millrace.service.connect;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import jakarta.inject.Singleton;

/** The offsets of connectors. They can be changed only while the connector is stopped. */
@Singleton
final class ConnectorOffsets {
  private final ConnectorCatalogue catalog;
  private final ConnectCalls calls;

  ConnectorOffsets(ConnectorCatalogue catalog, ConnectCalls calls) {
    this.catalog = catalog;
    this.calls = calls;
  }

  /** In Connect's form: a list {@code offsets} of partitions and their offsets. */
  JsonNode read(String name) throws InterruptedException {
    DesiredConnector desired = catalog.named(name);
    return calls.ask(connect -> connect.offsets(desired.name()));
  }

  void alter(String name, JsonNode offsets) throws InterruptedException {
    requireStopped(catalog.named(name));
    var _ = calls.ask(connect -> connect.alterOffsets(name, offsets));
  }

  /** Resets the offsets: the connector starts from the beginning. */
  void reset(String name) throws InterruptedException {
    requireStopped(catalog.named(name));
    var _ = calls.ask(connect -> connect.resetOffsets(name));
  }

  private void requireStopped(DesiredConnector desired) throws InterruptedException {
    // It relies on offsets that only it moves.
    ConnectorEditor.requireOperators(desired, "its offsets cannot be changed");
    if (desired.state() != DesiredState.STOPPED) {
      throw new FailureException(
          new Failure.Conflict(
              "offsets can be changed only while the connector is stopped, but %s is %s; POST"
                      .formatted(desired.name(), desired.state().wireName())
                  + " /v1/connectors/%s/stop first".formatted(desired.name())));
    }
    ActualConnector actual = calls.ask(ConnectCluster::connectors).get(desired.name());
    if (actual == null || !actual.state().equals("STOPPED")) {
      throw new FailureException(
          new Failure.Conflict(
              "offsets can be changed only once the connector has stopped, but %s is still %s"
                  .formatted(desired.name(), actual == null ? "unknown" : actual.state())));
    }
  }
}
