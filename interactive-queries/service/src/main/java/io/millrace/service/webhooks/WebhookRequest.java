package io.millrace.service.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.definition.DefinitionJson;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.state.access.ApiKeySecret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A request to define a webhook.
 *
 * @param segments their names; empty for all
 * @param secret empty to keep the current one, or to create one
 */
record WebhookRequest(URI url, Set<String> segments, Optional<ApiKeySecret> secret) {
  static final String ALL = "all";

  /** Replaces a secret in responses; a request may contain it unchanged. */
  static final String HIDDEN = "***";

  private static final Set<String> FIELDS = Set.of("name", "url", "segments", "secret");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final Pattern SECRET = Pattern.compile("[!-~]{16,256}");
  private static final int MAX_URL = 2048;
  private static final int MAX_SEGMENTS = 100;

  WebhookRequest {
    segments = Set.copyOf(segments);
  }

  static WebhookRequest parse(String name, JsonNode json) throws InvalidDefinition {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidDefinition(
          "name", "must match %s, but was '%s'".formatted(NAME.pattern(), name));
    }
    if (!json.isObject()) {
      throw new InvalidDefinition("webhook", "must be an object");
    }
    DefinitionJson.checkFields("", json, FIELDS);
    if (json.has("name") && !json.path("name").asText().equals(name)) {
      throw new InvalidDefinition("name", "must be %s, as in the path".formatted(name));
    }
    return new WebhookRequest(url(json.path("url")), segments(json.path("segments")), secret(json));
  }

  private static URI url(JsonNode json) throws InvalidDefinition {
    String text = json.asText();
    if (!json.isTextual() || text.length() > MAX_URL) {
      throw new InvalidDefinition(
          "url", "must be a string of at most %d characters".formatted(MAX_URL));
    }
    URI url;
    try {
      url = new URI(new URI(text).toASCIIString());
    } catch (URISyntaxException e) {
      throw new InvalidDefinition("url", "must be a URL, but was not one: " + e.getReason());
    }
    String scheme = url.getScheme();
    if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
      throw new InvalidDefinition(
          "url", "must begin with https:// or http://, but began with " + scheme);
    }
    if (url.getHost() == null || url.getPort() == 0 || url.getPort() > 65_535) {
      throw new InvalidDefinition("url", "must name a host and, if at all, a port from 1 to 65535");
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw new InvalidDefinition("url", "must have no user, password or fragment");
    }
    return url;
  }

  private static Set<String> segments(JsonNode json) throws InvalidDefinition {
    if (json.isTextual() && json.asText().equals(ALL)) {
      return Set.of();
    }
    var names = new TreeSet<String>();
    for (JsonNode name : json) {
      if (!name.isTextual()) {
        throw new InvalidDefinition("segments", "must be names, but has " + name);
      }
      names.add(name.asText());
    }
    if (!json.isArray() || names.isEmpty() || names.size() > MAX_SEGMENTS) {
      throw new InvalidDefinition(
          "segments",
          "must be \"%s\" or a list of 1 to %d names, but was %s"
              .formatted(ALL, MAX_SEGMENTS, json.isMissingNode() ? "not given" : shown(json)));
    }
    return names;
  }

  private static String shown(JsonNode json) {
    return json.isArray() ? "a list of " + json.size() : json.toString();
  }

  private static Optional<ApiKeySecret> secret(JsonNode json) throws InvalidDefinition {
    JsonNode secret = json.path("secret");
    if (secret.isMissingNode() || secret.asText().equals(HIDDEN)) {
      return Optional.empty();
    }
    if (!secret.isTextual() || !SECRET.matcher(secret.asText()).matches()) {
      // The value may be a secret, although an invalid one.
      throw new InvalidDefinition("secret", "must be 16 to 256 visible ASCII characters");
    }
    return Optional.of(new ApiKeySecret(secret.asText()));
  }
}
