package io.millrace.interactivequeries.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.interactivequeries.ServiceSettings;
import io.millrace.interactivequeries.status.StatusView.ConnectView;
import io.millrace.interactivequeries.status.StatusView.ConnectorView;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka Connect how its connectors are. */
@Singleton
final class ConnectStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectStatus.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final ConnectView UNREACHABLE = new ConnectView(false, List.of());

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final HttpRequest request;

  ConnectStatus(ServiceSettings settings) {
    request =
        HttpRequest.newBuilder(URI.create(settings.connectUrl() + "/connectors?expand=status"))
            .timeout(TIMEOUT)
            .build();
  }

  ConnectView get() {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? view(JSON.readTree(answer.body())) : UNREACHABLE;
    } catch (IOException e) {
      LOG.debug("Connect does not answer", e);
      return UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNREACHABLE;
    }
  }

  @PreDestroy
  void close() {
    http.close();
  }

  private static ConnectView view(JsonNode connectors) {
    var views = new ArrayList<ConnectorView>();
    connectors
        .properties()
        .forEach(
            connector -> {
              JsonNode status = connector.getValue().path("status");
              var tasks = new ArrayList<String>();
              status.path("tasks").forEach(task -> tasks.add(task.path("state").asText()));
              views.add(
                  new ConnectorView(
                      connector.getKey(), status.at("/connector/state").asText(), tasks));
            });
    return new ConnectView(true, views);
  }
}
