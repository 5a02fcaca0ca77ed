package io.millrace.engine;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The parameters of one request, from URL and headers. Texts hold one byte per char, so that any
 * bytes pass unchanged to the engine. What is not a parameter of the HTTP interface is a setting.
 */
record GatewayRequest(String method, Map<String, String> parameters, Headers headers) {
  private static final Set<String> RESERVED =
      Set.of(
          "query",
          "query_id",
          "database",
          "default_format",
          "user",
          "password",
          "quota_key",
          "role",
          "session_id",
          "session_timeout",
          "session_check",
          "close_session",
          "compress",
          "decompress",
          "stacktrace",
          "buffer_size",
          "wait_end_of_query",
          "client_protocol_version",
          "enable_http_compression",
          "http_zlib_compression_level");

  private static final String PARAMETER = "param_";

  static GatewayRequest of(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    return new GatewayRequest(
        exchange.getRequestMethod(), parse(query), exchange.getRequestHeaders());
  }

  private static Map<String, String> parse(String query) {
    var parameters = new LinkedHashMap<String, String>();
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      if (!part.isEmpty()) {
        String name = decode(equals < 0 ? part : part.substring(0, equals));
        parameters.put(name, equals < 0 ? "" : decode(part.substring(equals + 1)));
      }
    }
    return parameters;
  }

  /** Percent signs and plus signs to bytes, one char each. The JDK has checked the escapes. */
  private static String decode(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else if (c == '+') {
        bytes.write(' ');
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  private Optional<String> parameterOrHeader(String name, String header) {
    return parameter(name).or(() -> Optional.ofNullable(headers.getFirst(header)));
  }

  boolean flag(String name) {
    String value = parameters.getOrDefault(name, "0");
    return value.equals("1") || value.equalsIgnoreCase("true");
  }

  boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  String queryText() {
    return parameters.getOrDefault("query", "");
  }

  Optional<String> database() {
    return parameterOrHeader("database", "X-ClickHouse-Database");
  }

  String defaultFormat() {
    return parameterOrHeader("default_format", "X-ClickHouse-Format").orElse(ResultFormat.DEFAULT);
  }

  /** The client's id, or a new one. */
  String queryId() {
    return parameterOrHeader("query_id", "X-ClickHouse-Query-Id")
        .orElseGet(() -> UUID.randomUUID().toString());
  }

  Duration sessionTimeout() throws EngineException {
    String text = parameters.get("session_timeout");
    if (text == null) {
      return Sessions.DEFAULT_TIMEOUT;
    }
    try {
      var timeout = Duration.ofSeconds(Long.parseLong(text));
      if (!timeout.isNegative() && timeout.compareTo(Sessions.LONGEST_TIMEOUT) <= 0) {
        return timeout;
      }
    } catch (NumberFormatException e) {
      // Rejected below, like a number out of range.
    }
    throw EngineException.of(
        ErrorCode.INVALID_SESSION_TIMEOUT,
        "session_timeout must be a number of seconds from 0 to "
            + Sessions.LONGEST_TIMEOUT.toSeconds()
            + ", but was "
            + text);
  }

  /** The settings, with {@code readonly} for a GET. */
  Map<String, String> settings() throws EngineException {
    var settings = new LinkedHashMap<String, String>();
    for (var parameter : parameters.entrySet()) {
      String name = parameter.getKey();
      if (!RESERVED.contains(name) && !name.startsWith(PARAMETER)) {
        StatementGuard.judgeSetting(name, parameter.getValue());
        settings.put(name, parameter.getValue());
      }
    }
    settings.remove(RunningQueries.TAG);
    if (isRead() && settings.getOrDefault("readonly", "0").equals("0")) {
      settings.put("readonly", "2");
    }
    return settings;
  }

  /**
   * The values of {@code {name:Type}}, escaped as they came, which is how the engine takes them.
   */
  Map<String, String> queryParameters() {
    var values = new LinkedHashMap<String, String>();
    for (var parameter : parameters.entrySet()) {
      if (parameter.getKey().startsWith(PARAMETER)) {
        values.put(parameter.getKey().substring(PARAMETER.length()), parameter.getValue());
      }
    }
    return values;
  }

  /** Rejects features of a server that this gateway does not support. */
  void refuseUnsupported() throws EngineException {
    Optional<String> role = parameter("role");
    if (role.isPresent()) {
      throw EngineException.of(
          ErrorCode.UNKNOWN_ROLE, "There is no role " + role.get() + " in the embedded ClickHouse");
    }
    String type = Optional.ofNullable(headers.getFirst("Content-Type")).orElse("");
    if (type.startsWith("multipart/")) {
      throw EngineException.of(
          ErrorCode.NOT_IMPLEMENTED,
          "The embedded ClickHouse takes parameters in the URL and no external tables, but the"
              + " request's content type is "
              + type);
    }
  }
}
