package io.millrace.standalone.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The connectors of a Connect cluster, through its REST API. */
public final class Connectors {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http;
  private final String url;

  public Connectors(HttpClient http, String url) {
    this.http = http;
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Creates the connector, or gives it this configuration; changes nothing where it has it. */
  public void put(String name, Map<String, String> config)
      throws IOException, InterruptedException {
    var wanted = JSON.valueToTree(config);
    var answer = send(HttpRequest.newBuilder(uri(name, "/config")).GET());
    if (answer.statusCode() == 200 && same(JSON.readTree(answer.body()), config, name)) {
      return;
    }
    var put =
        HttpRequest.newBuilder(uri(name, "/config"))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(wanted)));
    HttpResponse<String> result = send(put);
    if (result.statusCode() / 100 != 2) {
      throw new IOException(
          "Connect did not take the connector %s: %s".formatted(name, message(result)));
    }
  }

  /** What the connector and its tasks are doing. */
  public ConnectorState state(String name) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(name, "/status")).GET());
    return answer.statusCode() == 200
        ? ConnectorState.of(JSON.readTree(answer.body()))
        : ConnectorState.UNASSIGNED;
  }

  /** Starts the failed parts of a connector again. */
  public void restartFailed(String name) throws IOException, InterruptedException {
    var restart = uri(name, "/restart?includeTasks=true&onlyFailed=true");
    send(HttpRequest.newBuilder(restart).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String connector, String path) {
    String name = URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create(url + "/connectors/" + name + path);
  }

  // Connect adds the name to the configuration it was given.
  private static boolean same(JsonNode present, Map<String, String> config, String name) {
    var expected = JSON.createObjectNode();
    config.forEach(expected::put);
    expected.put("name", name);
    return expected.equals(present);
  }

  private static String message(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body()).path("message").asText(answer.body());
    } catch (IOException e) {
      return "HTTP " + answer.statusCode();
    }
  }
}
