package io.millrace.service.tenants;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.definition.DefinitionKind;
import java.util.Optional;

/** API keys, whose names are the hashes of their texts; {@link ApiKey} is the body. */
public final class ApiKeyKind implements DefinitionKind<ApiKey> {
  /** The kind; it has no state. */
  public static final ApiKeyKind INSTANCE = new ApiKeyKind();

  private ApiKeyKind() {}

  @Override
  public String wireName() {
    return "api-key";
  }

  @Override
  public Optional<ApiKey> parse(Definition definition) {
    return Optional.of(ApiKey.parse(definition.body()));
  }

  @Override
  public String print(ApiKey key) {
    return key.toJson();
  }

  @Override
  public String redact(Definition definition) {
    return definition.body();
  }

  @Override
  public String tenant(Definition definition) {
    return ApiKey.parse(definition.body()).tenant();
  }

  @Override
  public String displayName(Definition definition) {
    return DefinitionKind.startOfHash(definition.name());
  }

  DefinitionKey key(String hash) {
    return key(DefinitionKey.ANY_TENANT, hash);
  }
}
