package io.millrace.state.definitions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.definition.InvalidDefinition;
import java.util.Optional;

/** A kind that the product does not have: greetings, each with a password. */
final class ToyKind implements DefinitionKind<ToyKind.Greeting> {
  private static final JsonMapper JSON = new JsonMapper();

  /** What a body says. */
  record Greeting(String text, String password) {}

  @Override
  public String wireName() {
    return "greeting";
  }

  @Override
  public Optional<Greeting> parse(Definition definition) throws InvalidDefinition {
    try {
      JsonNode json = JSON.readTree(definition.body());
      if (json.path("removed").asBoolean()) {
        return Optional.empty();
      }
      if (!json.path("text").isTextual()) {
        throw new InvalidDefinition("text", "must be a string");
      }
      return Optional.of(new Greeting(json.path("text").asText(), json.path("password").asText()));
    } catch (JsonProcessingException e) {
      throw new InvalidDefinition("the body", "must be JSON");
    }
  }

  @Override
  public String print(Greeting greeting) {
    return JSON.createObjectNode()
        .put("text", greeting.text())
        .put("password", greeting.password())
        .toString();
  }

  @Override
  public String redact(Definition definition) {
    return print(new Greeting(read(definition).map(Greeting::text).orElse(""), "***"));
  }

  @Override
  public DefinitionCeilings ceilings() {
    return DefinitionCeilings.perTenant(2);
  }

  @Override
  public Optional<String> collection() {
    return Optional.of("greetings");
  }
}
