package io.millrace.service.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.state.access.ApiKeySecret;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads the key of a request from its {@code Authorization} header. */
public final class AuthorizationHeader {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  private AuthorizationHeader() {}

  /**
   * The key that came with the request, in its {@code Authorization} header.
   *
   * @return {@code null} where there is no header, a secret that no key has where it is unreadable
   */
  public static @Nullable ApiKeySecret of(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (startsWith(header, BEARER)) {
      return new ApiKeySecret(header.substring(BEARER.length()).strip());
    }
    return startsWith(header, BASIC)
        ? basicUser(header.substring(BASIC.length()).strip())
        : new ApiKeySecret("");
  }

  private static ApiKeySecret basicUser(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), UTF_8);
      int colon = pair.indexOf(':');
      return new ApiKeySecret(colon < 0 ? pair : pair.substring(0, colon));
    } catch (IllegalArgumentException e) {
      return new ApiKeySecret("");
    }
  }

  private static boolean startsWith(String header, String scheme) {
    return header.regionMatches(true, 0, scheme, 0, scheme.length());
  }
}
