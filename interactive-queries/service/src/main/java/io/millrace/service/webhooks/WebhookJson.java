package io.millrace.service.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.state.access.ApiKeySecret;
import java.net.URI;
import java.util.Optional;
import java.util.TreeSet;

/**
 * {@link Webhook} as the body of its definition. The secret is in it as it is: requests are signed
 * with it, so a hash would not do.
 */
final class WebhookJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WebhookJson() {}

  static String body(Webhook webhook) {
    ObjectNode body =
        JSON.createObjectNode()
            .put("since", webhook.since())
            .put("url", webhook.url().toString())
            .put("secret", webhook.secret().text())
            .put("disabled", webhook.disabled());
    ArrayNode segments = body.putArray("segments");
    new TreeSet<>(webhook.segments()).forEach(segments::add);
    return body.toString();
  }

  /** What stays of a removed webhook, so that its version rises and its group is not met again. */
  static String bodyOfRemoved() {
    return JSON.createObjectNode().put("removed", true).toString();
  }

  /** None where it was removed. */
  static Optional<Webhook> parse(Definition definition) {
    JsonNode body = json(definition);
    if (body.path("removed").asBoolean()) {
      return Optional.empty();
    }
    var segments = new TreeSet<String>();
    body.path("segments").forEach(name -> segments.add(name.asText()));
    return Optional.of(
        new Webhook(
            definition.tenant(),
            definition.name(),
            body.path("since").asLong(),
            URI.create(body.path("url").asText()),
            segments,
            new ApiKeySecret(body.path("secret").asText()),
            body.path("disabled").asText()));
  }

  private static JsonNode json(Definition definition) {
    try {
      return JSON.readTree(definition.body());
    } catch (JsonProcessingException e) {
      // Its own message would show a part of the body.
      throw new IllegalStateException("the definition %s is not JSON".formatted(definition.key()));
    }
  }
}
