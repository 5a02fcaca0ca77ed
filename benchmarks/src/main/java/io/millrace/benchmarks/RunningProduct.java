package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A running product, found by the {@code keys.env} in its home directory. */
final class RunningProduct {
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> keys;

  private RunningProduct(Map<String, String> keys) {
    this.keys = keys;
  }

  static RunningProduct in(Path home) throws IOException {
    var keys = new HashMap<String, String>();
    for (String line : Files.readAllLines(home.resolve("keys.env"))) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        keys.put(line.substring(0, equals).replace("export ", ""), line.substring(equals + 1));
      }
    }
    return new RunningProduct(keys);
  }

  /** Creates a tenant and returns its keys; fails if the tenant already exists. */
  JsonNode createTenant(String tenant) throws IOException, InterruptedException {
    String body = JSON.createObjectNode().put("tenant", tenant).toString();
    HttpResponse<String> answer = post("/v1/tenants", key("MILLRACE_ADMIN_KEY"), body);
    if (answer.statusCode() >= 300) {
      throw new IOException("no tenant: " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  HttpResponse<String> post(String path, String key, String json)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(key("MILLRACE_URL") + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  /** A PUT with the operator's key. */
  HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
    return asOperator(path, "PUT", BodyPublishers.ofString(json));
  }

  HttpResponse<String> put(String path, String key, String json)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(key("MILLRACE_URL") + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  /** A DELETE with the operator's key. */
  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return asOperator(path, "DELETE", BodyPublishers.noBody());
  }

  private HttpResponse<String> asOperator(String path, String method, BodyPublisher body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(key("MILLRACE_URL") + path))
            .header("Authorization", "Bearer " + key("MILLRACE_ADMIN_KEY"))
            .header("Content-Type", "application/json")
            .method(method, body)
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(key("MILLRACE_URL") + path))
            .header("Authorization", "Bearer " + key)
            .build(),
        BodyHandlers.ofString());
  }

  /** Runs a query on ClickHouse directly and returns the text of the result. */
  String clickHouse(String sql) throws IOException, InterruptedException {
    return new String(bytes(sql), StandardCharsets.UTF_8).strip();
  }

  /** Runs a query on ClickHouse directly and returns the bytes of the result. */
  byte[] bytes(String sql) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(key("MILLRACE_CLICKHOUSE_URL") + "/"))
                .POST(BodyPublishers.ofString(sql))
                .build(),
            BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }

  /** A value of {@code keys.env}. */
  String key(String name) {
    String value = keys.get(name);
    if (value == null) {
      throw new IllegalStateException("keys.env must have " + name);
    }
    return value;
  }
}
