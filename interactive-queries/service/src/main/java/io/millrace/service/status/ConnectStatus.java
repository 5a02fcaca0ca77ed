package io.millrace.service.status;

import io.millrace.service.connect.ActualConnector;
import io.millrace.service.connect.ConnectCluster;
import io.millrace.service.connect.ConnectRequestException;
import io.millrace.service.status.StatusView.ConnectView;
import io.millrace.service.status.StatusView.ConnectorView;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queries Kafka Connect for the state of its connectors. */
@Singleton
final class ConnectStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectStatus.class);
  private static final ConnectView UNREACHABLE = new ConnectView(false, List.of());

  private final ConnectCluster connect;

  ConnectStatus(ConnectCluster connect) {
    this.connect = connect;
  }

  ConnectView get() {
    try {
      var views = new ArrayList<ConnectorView>();
      connect
          .connectors()
          .forEach(
              (name, actual) ->
                  views.add(
                      new ConnectorView(
                          name,
                          actual.state(),
                          actual.tasks().stream().map(ActualConnector.Part::state).toList())));
      return new ConnectView(true, views);
    } catch (IOException | ConnectRequestException e) {
      LOG.debug("Connect does not answer", e);
      return UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNREACHABLE;
    }
  }
}
