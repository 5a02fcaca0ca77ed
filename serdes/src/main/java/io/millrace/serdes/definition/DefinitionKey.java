package io.millrace.serdes.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * The key of a definition. Bytes: {@code kind/tenant/name} in UTF-8.
 *
 * <p>An API key is looked up before its tenant is known, so its tenant part is {@code *} and its
 * name is the SHA-256 of the key in hexadecimal; the body names the tenant.
 */
public record DefinitionKey(String kind, String tenant, String name) {
  private static final Pattern SLASH = Pattern.compile("/");

  /**
   * The tenant part of definitions that belong to no tenant or are looked up before it is known.
   */
  public static final String ANY_TENANT = "*";

  public DefinitionKey {
    if (kind.isEmpty() || kind.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "the name of a kind must have no slash and not be empty, but was '%s'".formatted(kind));
    }
  }

  /** The bytes in the topic. */
  public byte[] toBytes() {
    return (kind + "/" + tenant + "/" + name).getBytes(UTF_8);
  }

  /** Reads the bytes of the topic. */
  public static DefinitionKey fromBytes(byte[] bytes) {
    String[] parts = SLASH.split(new String(bytes, UTF_8), 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "a definition's key must be kind/tenant/name, but had %d parts".formatted(parts.length));
    }
    return new DefinitionKey(parts[0], parts[1], parts[2]);
  }
}
