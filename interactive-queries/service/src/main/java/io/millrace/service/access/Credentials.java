package io.millrace.service.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.state.access.Secret;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads the key of a request from its {@code Authorization} header. */
public final class Credentials {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  private Credentials() {}

  /**
   * The key that came with the request, in its {@code Authorization} header.
   *
   * @return {@code null} where there is no header, a secret that no key has where it is unreadable
   */
  public static @Nullable Secret of(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (startsWith(header, BEARER)) {
      return new Secret(header.substring(BEARER.length()).strip());
    }
    return startsWith(header, BASIC)
        ? basicUser(header.substring(BASIC.length()).strip())
        : new Secret("");
  }

  private static Secret basicUser(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), UTF_8);
      int colon = pair.indexOf(':');
      return new Secret(colon < 0 ? pair : pair.substring(0, colon));
    } catch (IllegalArgumentException e) {
      return new Secret("");
    }
  }

  private static boolean startsWith(String header, String scheme) {
    return header.regionMatches(true, 0, scheme, 0, scheme.length());
  }
}
