package io.millrace.standalone.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** Calls of an HTTP API with one key, {@code ""} for none; remembers what was answered. */
final class RecordingClient {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> answers = new ArrayList<>();
  private final String url;
  private final String key;

  RecordingClient(String url, String key) {
    this.url = url;
    this.key = key;
  }

  /** An answer; the body is missing where it is no JSON. */
  record Reply(int status, JsonNode body) {
    boolean ok() {
      return status / 100 == 2;
    }

    String detail() {
      return body.path("detail").asText();
    }
  }

  Reply get(String path) throws IOException, InterruptedException {
    return call("GET", path, "");
  }

  Reply put(String path, String json) throws IOException, InterruptedException {
    return call("PUT", path, json);
  }

  Reply post(String path) throws IOException, InterruptedException {
    return call("POST", path, "");
  }

  Reply delete(String path) throws IOException, InterruptedException {
    return call("DELETE", path, "");
  }

  Reply call(String method, String path, String json) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url + path));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    if (!json.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    answers.add(answer.body());
    return new Reply(answer.statusCode(), parse(answer.body()));
  }

  /** Everything that was answered so far. */
  String answers() {
    return String.join("\n", answers);
  }

  private static JsonNode parse(String body) {
    try {
      return ProductProcess.JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
