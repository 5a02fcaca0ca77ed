package io.millrace.standalone.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A client of Millrace's HTTP API. Calls block until the response: use a virtual thread. */
public final class ApiClient implements AutoCloseable {
  public static final String JSON = "application/json";
  public static final String NDJSON = "application/x-ndjson";

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Supplier<String> url;
  private final Duration timeout;

  /**
   * @param url evaluated for each request, as a restarted server may have another
   */
  public ApiClient(Supplier<String> url) {
    this(url, TIMEOUT);
  }

  /**
   * @param timeout how long a request may take
   */
  public ApiClient(Supplier<String> url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  /** The current URL of the server. */
  public String url() {
    return url.get();
  }

  /** Sends a GET with this API key. */
  public JsonResponse get(String path, String key) throws IOException, InterruptedException {
    return send(request(path, key).GET());
  }

  /** Sends a POST with a body of this content type. */
  public JsonResponse post(String path, String key, String contentType, byte[] body)
      throws IOException, InterruptedException {
    return send(
        request(path, key)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** Sends a PUT with a JSON body. */
  public JsonResponse put(String path, String key, JsonNode body)
      throws IOException, InterruptedException {
    return send(
        request(path, key)
            .header("Content-Type", JSON)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body))));
  }

  /** Sends a POST with a JSON body. */
  public JsonResponse post(String path, String key, JsonNode body)
      throws IOException, InterruptedException {
    return post(path, key, JSON, MAPPER.writeValueAsBytes(body));
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  private HttpRequest.Builder request(String path, String key) {
    var request = HttpRequest.newBuilder(URI.create(url.get() + path)).timeout(timeout);
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  private JsonResponse send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new JsonResponse(
        response.statusCode(),
        parse(response.body()),
        response.headers().firstValue("Retry-After").flatMap(ApiClient::seconds));
  }

  private static JsonNode parse(byte[] body) throws IOException {
    try {
      JsonNode json = MAPPER.readTree(body);
      return json == null ? MissingNode.getInstance() : json;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static Optional<Duration> seconds(String text) {
    try {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
