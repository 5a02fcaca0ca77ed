package io.millrace.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A client that says what it got. */
public final class TestHttpClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final String key;

  /** Requests with a key; {@code ""} for none. */
  public TestHttpClient(int port, String key) {
    this.url = "http://127.0.0.1:" + port;
    this.key = key;
  }

  /** An answer, its body as JSON where it is. */
  public record TestResponse(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String text() {
      return response.body();
    }

    public JsonNode json() {
      return parse(response.body());
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** What a text is as JSON. */
  public static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException("not JSON: " + text, e);
    }
  }

  public TestResponse get(String path) {
    return send(request(path).GET());
  }

  public TestResponse post(String path, String body) {
    return post(path, "application/json", body.getBytes(UTF_8));
  }

  public TestResponse post(String path, String contentType, byte[] body) {
    return send(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
  }

  public TestResponse put(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  public TestResponse send(HttpRequest.Builder request) {
    try {
      return new TestResponse(CLIENT.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
