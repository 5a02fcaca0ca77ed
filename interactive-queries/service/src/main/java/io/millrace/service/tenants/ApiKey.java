package io.millrace.service.tenants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.access.Scope;
import java.util.EnumSet;
import java.util.Set;

/** The stored form of an API key: the body of its definition, as JSON. */
public record ApiKey(String tenant, String name, Set<Scope> scopes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /** Parses the body of the key's definition. */
  public static ApiKey parse(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      var scopes = EnumSet.noneOf(Scope.class);
      json.path("scopes").forEach(scope -> scopes.add(Scope.parse(scope.textValue())));
      return new ApiKey(json.path("tenant").asText(), json.path("name").asText(), scopes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an API key's definition is not JSON", e);
    }
  }

  /** The body of the key's definition. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode().put("tenant", tenant).put("name", name);
    var words = json.putArray("scopes");
    scopes.stream().sorted().map(Scope::wireName).forEach(words::add);
    return json.toString();
  }
}
