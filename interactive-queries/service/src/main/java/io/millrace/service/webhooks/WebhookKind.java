package io.millrace.service.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.state.access.ApiKeySecret;
import java.net.URI;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Webhooks. The body has the secret as it is: requests are signed with it, so a hash would not do.
 */
public final class WebhookKind implements DefinitionKind<Webhook> {
  /** The kind; it has no state. */
  public static final WebhookKind INSTANCE = new WebhookKind();

  private static final int MAX_WEBHOOKS = 20;

  /** Each is a consumer that reads all changes, and a thread of Kafka's client. */
  private static final int MAX_OF_ALL_TENANTS = 200;

  private static final ObjectMapper JSON = new ObjectMapper();

  private WebhookKind() {}

  @Override
  public String wireName() {
    return "webhook";
  }

  @Override
  public Optional<Webhook> parse(Definition definition) throws InvalidDefinition {
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

  @Override
  public String print(Webhook webhook) {
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

  /** The body of a removed webhook: its version rises, and its group is not met again. */
  String printRemoved() {
    return JSON.createObjectNode().put("removed", true).toString();
  }

  @Override
  public String redact(Definition definition) {
    return "{\"secret\":\"***\"}";
  }

  @Override
  public DefinitionCeilings ceilings() {
    return new DefinitionCeilings(MAX_WEBHOOKS, MAX_OF_ALL_TENANTS);
  }

  @Override
  public Optional<String> collection() {
    return Optional.of("webhooks");
  }

  private static JsonNode json(Definition definition) throws InvalidDefinition {
    try {
      return JSON.readTree(definition.body());
    } catch (JsonProcessingException e) {
      // Its own message would show a part of the body.
      throw new InvalidDefinition("the body", "must be JSON");
    }
  }
}
