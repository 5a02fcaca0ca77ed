package io.millrace.service.connect;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The current status of the connectors, including those that only Connect knows. */
@Singleton
final class ConnectorStatus {
  private final ConnectorCatalogue catalog;
  private final ConnectCluster connect;
  private final RetryStates retryStates;

  ConnectorStatus(ConnectorCatalogue catalog, ConnectCluster connect, RetryStates retryStates) {
    this.catalog = catalog;
    this.connect = connect;
    this.retryStates = retryStates;
  }

  /** Whether Connect responds, and each connector. */
  record All(boolean reachable, List<ConnectorView> connectors) {}

  All all() throws InterruptedException {
    Optional<Map<String, ActualConnector>> actual = actual();
    Map<String, DesiredConnector> defined = catalog.current().connectors();
    var views = new ArrayList<ConnectorView>();
    defined.values().forEach(desired -> views.add(view(desired, actual)));
    actual
        .orElse(Map.of())
        .forEach(
            (name, one) -> {
              if (!defined.containsKey(name)) {
                views.add(ConnectorView.unmanaged(name, one));
              }
            });
    return new All(actual.isPresent(), views);
  }

  /** One connector; throws with the nearest names if there is none. */
  ConnectorView one(String name) throws InterruptedException {
    Optional<Map<String, ActualConnector>> actual = actual();
    ActualConnector here = actual.map(all -> all.get(name)).orElse(null);
    return catalog.find(name) == null && here != null
        ? ConnectorView.unmanaged(name, here)
        : view(catalog.named(name), actual);
  }

  private ConnectorView view(
      DesiredConnector desired, Optional<Map<String, ActualConnector>> actual) {
    RetryState retryState = retryStates.of(desired);
    @Nullable ActualConnector here = actual.map(all -> all.get(desired.name())).orElse(null);
    ConnectorHealth health =
        actual.isPresent()
            ? ConnectorHealth.of(desired, here, retryState)
            : ConnectorHealth.UNKNOWN;
    return ConnectorView.of(desired, health, here, retryState);
  }

  private Optional<Map<String, ActualConnector>> actual() throws InterruptedException {
    try {
      return Optional.of(connect.connectors());
    } catch (IOException | ConnectRequestException e) {
      return Optional.empty();
    }
  }
}
