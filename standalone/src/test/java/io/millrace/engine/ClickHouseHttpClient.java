package io.millrace.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A ClickHouse as curl sees it. Immutable: each {@code with} gives another one. */
public record ClickHouseHttpClient(
    URI url, Map<String, String> parameters, Map<String, String> headers) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public static ClickHouseHttpClient at(URI url) {
    return new ClickHouseHttpClient(url, Map.of(), Map.of());
  }

  public ClickHouseHttpClient with(String parameter, String value) {
    return new ClickHouseHttpClient(url, plus(parameters, parameter, value), headers);
  }

  public ClickHouseHttpClient header(String name, String value) {
    return new ClickHouseHttpClient(url, parameters, plus(headers, name, value));
  }

  public ClickHouseHttpClient database(String name) {
    return with("database", name);
  }

  private static Map<String, String> plus(Map<String, String> map, String key, String value) {
    var copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  /** The answer's text; fails on any other status than 200. */
  public String run(String sql) {
    HttpResponse<String> answer = post(sql);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body().stripTrailing();
  }

  /** SQL in the body. */
  public HttpResponse<String> post(String sql) {
    return send(request().POST(BodyPublishers.ofString(sql)).build(), BodyHandlers.ofString());
  }

  /** SQL in the URL. */
  public HttpResponse<String> get(String sql) {
    return send(with("query", sql).request().GET().build(), BodyHandlers.ofString());
  }

  /** SQL in the URL, data in the body. */
  public HttpResponse<String> insert(String sql, byte[] data) {
    return send(
        with("query", sql).request().POST(BodyPublishers.ofByteArray(data)).build(),
        BodyHandlers.ofString());
  }

  public HttpResponse<byte[]> bytes(String sql) {
    return send(request().POST(BodyPublishers.ofString(sql)).build(), BodyHandlers.ofByteArray());
  }

  public HttpResponse<InputStream> stream(String sql) {
    return send(request().POST(BodyPublishers.ofString(sql)).build(), BodyHandlers.ofInputStream());
  }

  public HttpResponse<String> path(String path) {
    return send(HttpRequest.newBuilder(url.resolve(path)).GET().build(), BodyHandlers.ofString());
  }

  /** A request to be completed by the caller. */
  public HttpRequest.Builder request() {
    var query = new StringBuilder("/?");
    parameters.forEach(
        (name, value) -> query.append(encode(name)).append('=').append(encode(value)).append('&'));
    var builder = HttpRequest.newBuilder(url.resolve(query.toString()));
    headers.forEach(builder::header);
    return builder;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    try {
      return CLIENT.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
