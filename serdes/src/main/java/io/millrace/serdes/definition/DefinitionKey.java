package io.millrace.serdes.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * The key of a definition. Bytes: {@code kind/tenant/name} in UTF-8.
 *
 * <p>An API key is looked up before its tenant is known, so its tenant part is {@code *} and its
 * name is the SHA-256 of the key in hexadecimal; the body names the tenant.
 */
public record DefinitionKey(Definition.Kind kind, String tenant, String name) {
  private static final Pattern SLASH = Pattern.compile("/");

  /** The tenant part of what belongs to no tenant or is found before one is known. */
  public static final String ANY_TENANT = "*";

  public byte[] toBytes() {
    return (kind.wireName() + "/" + tenant + "/" + name).getBytes(UTF_8);
  }

  public static DefinitionKey fromBytes(byte[] bytes) {
    String[] parts = SLASH.split(new String(bytes, UTF_8), 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "a definition's key must be kind/tenant/name, but had %d parts".formatted(parts.length));
    }
    return new DefinitionKey(Definition.Kind.parse(parts[0]), parts[1], parts[2]);
  }
}
