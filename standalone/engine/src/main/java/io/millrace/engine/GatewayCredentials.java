package io.millrace.engine;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * The only user of the gateway. With an empty password, access is granted to everyone who names
 * that user or none.
 */
record GatewayCredentials(String user, String password) {
  static final String DEFAULT_USER = "default";

  /** The credentials of a request; {@code given} is false if it has none. */
  private record Offer(String user, String password, boolean given) {}

  /** Rejects a request with other credentials, as a server does. */
  void check(GatewayRequest request) throws EngineException {
    Offer offer = offer(request);
    if (!same(offer.user(), user) || !same(offer.password(), password)) {
      throw EngineException.of(
          offer.given() ? ErrorCode.AUTHENTICATION_FAILED : ErrorCode.REQUIRED_PASSWORD,
          offer.user()
              + ": Authentication failed: password is incorrect, or there is no user with such"
              + " name.");
    }
  }

  private static Offer offer(GatewayRequest request) throws EngineException {
    Headers headers = request.headers();
    String authorization = headers.getFirst("Authorization");
    if (authorization != null) {
      return basic(authorization);
    }
    String user = headers.getFirst("X-ClickHouse-User");
    String key = headers.getFirst("X-ClickHouse-Key");
    if (user != null || key != null) {
      return new Offer(
          Optional.ofNullable(user).orElse(DEFAULT_USER),
          Optional.ofNullable(key).orElse(""),
          true);
    }
    return new Offer(
        request.parameter("user").orElse(DEFAULT_USER),
        request.parameter("password").orElse(""),
        request.parameter("user").isPresent() || request.parameter("password").isPresent());
  }

  private static Offer basic(String authorization) throws EngineException {
    try {
      String[] parts = authorization.split(" ", 2);
      if (parts.length == 2 && parts[0].equalsIgnoreCase("Basic")) {
        byte[] decoded = Base64.getDecoder().decode(parts[1].strip());
        String[] pair = new String(decoded, StandardCharsets.ISO_8859_1).split(":", 2);
        return new Offer(pair[0], pair.length == 2 ? pair[1] : "", true);
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: rejected below, like any other scheme.
    }
    throw EngineException.of(
        ErrorCode.AUTHENTICATION_FAILED,
        "Invalid authentication: the Authorization header must be Basic with user and password");
  }

  /** A constant-time comparison; the request's text holds UTF-8 bytes as chars. */
  private static boolean same(String offered, String expected) {
    return MessageDigest.isEqual(
        offered.getBytes(StandardCharsets.ISO_8859_1), expected.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + ", password=***]";
  }
}
