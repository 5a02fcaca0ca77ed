package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.state.settings.ServiceSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Kafka Connect cluster, through its REST API. Every call blocks for its response; an {@link
 * IOException} means that there was none.
 */
@Singleton
public final class ConnectCluster {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final String url;

  ConnectCluster(ServiceSettings settings) {
    String given = settings.connectUrl();
    url = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
  }

  String url() {
    return url;
  }

  /** All connectors by name. */
  public Map<String, ActualConnector> connectors()
      throws IOException, InterruptedException, ConnectRequestException {
    var all = new TreeMap<String, ActualConnector>();
    send(request("/connectors?expand=status&expand=info").timeout(LIST_TIMEOUT).GET())
        .properties()
        .forEach(entry -> all.put(entry.getKey(), ActualConnector.of(entry.getValue())));
    return all;
  }

  void create(DesiredConnector desired)
      throws IOException, InterruptedException, ConnectRequestException {
    JsonNode body =
        JSON.valueToTree(
            new NewConnector(desired.name(), desired.connectConfig(), desired.state().name()));
    send(withBody(request("/connectors"), "POST", body));
  }

  /** What Connect wants to create a connector. */
  private record NewConnector(
      String name, Map<String, String> config, @JsonProperty("initial_state") String initialState) {
    NewConnector {
      config = Map.copyOf(config);
    }
  }

  void configure(DesiredConnector desired)
      throws IOException, InterruptedException, ConnectRequestException {
    JsonNode config = JSON.valueToTree(desired.connectConfig());
    send(withBody(request(path(desired.name(), "/config")), "PUT", config));
  }

  void change(String name, DesiredState to)
      throws IOException, InterruptedException, ConnectRequestException {
    send(request(path(name, "/" + to.verb())).PUT(BodyPublishers.noBody()));
  }

  /**
   * Restarts a connector and its tasks.
   *
   * @param onlyFailed restarts only what has failed
   */
  void restart(String name, boolean onlyFailed)
      throws IOException, InterruptedException, ConnectRequestException {
    String restart = path(name, "/restart?includeTasks=true&onlyFailed=" + onlyFailed);
    send(request(restart).POST(BodyPublishers.noBody()));
  }

  void delete(String name) throws IOException, InterruptedException, ConnectRequestException {
    send(request(path(name, "")).DELETE());
  }

  JsonNode offsets(String name) throws IOException, InterruptedException, ConnectRequestException {
    return send(request(path(name, "/offsets")).GET());
  }

  JsonNode alterOffsets(String name, JsonNode offsets)
      throws IOException, InterruptedException, ConnectRequestException {
    return send(withBody(request(path(name, "/offsets")), "PATCH", offsets));
  }

  JsonNode resetOffsets(String name)
      throws IOException, InterruptedException, ConnectRequestException {
    return send(request(path(name, "/offsets")).DELETE());
  }

  /** Connect's validation of each setting. The result may contain resolved secrets. */
  JsonNode validate(String plugin, Map<String, String> config)
      throws IOException, InterruptedException, ConnectRequestException {
    String validate = "/connector-plugins/" + encoded(plugin) + "/config/validate";
    return send(withBody(request(validate), "PUT", JSON.valueToTree(config)));
  }

  /** The connector plugins. */
  JsonNode plugins() throws IOException, InterruptedException, ConnectRequestException {
    return send(request("/connector-plugins").GET());
  }

  @PreDestroy
  void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) throws ConnectException {
    if (url.isEmpty()) {
      throw new ConnectException("no Connect cluster is set");
    }
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
  }

  private static HttpRequest.Builder withBody(
      HttpRequest.Builder request, String method, JsonNode body) {
    return request
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body.toString()));
  }

  private JsonNode send(HttpRequest.Builder request)
      throws IOException, InterruptedException, ConnectRequestException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new ConnectRequestException(answer.statusCode(), ConfigSecrets.hidden(message(answer)));
    }
    return answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
  }

  private static String message(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body()).path("message").asText("HTTP " + answer.statusCode());
    } catch (IOException e) {
      return "HTTP " + answer.statusCode();
    }
  }

  private static String path(String connector, String rest) {
    return "/connectors/" + encoded(connector) + rest;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
