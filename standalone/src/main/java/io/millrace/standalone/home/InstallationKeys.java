package io.millrace.standalone.home;

import java.security.SecureRandom;

/**
 * The API keys of the tenant {@code default}.
 *
 * @param write for events
 * @param read for queries
 * @param admin for everything, including imports and tenants
 */
public record InstallationKeys(String write, String read, String admin) {
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** 43 digits to the base 62 hold just over 256 bits. */
  private static final int DIGITS = 43;

  static InstallationKeys generate(SecureRandom random) {
    return new InstallationKeys(key("write", random), key("read", random), key("admin", random));
  }

  private static String key(String scope, SecureRandom random) {
    var text = new StringBuilder("mr_").append(scope).append('_');
    for (int i = 0; i < DIGITS; i++) {
      text.append(BASE62.charAt(random.nextInt(BASE62.length())));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "Keys[***]";
  }
}
