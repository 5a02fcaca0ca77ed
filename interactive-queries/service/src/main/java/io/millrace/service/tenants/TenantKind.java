package io.millrace.service.tenants;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.definition.DefinitionKind;
import java.util.Optional;

/** Tenants and their settings; {@link TenantSettings} is the body. */
public final class TenantKind implements DefinitionKind<TenantSettings> {
  /** The kind; it has no state. */
  public static final TenantKind INSTANCE = new TenantKind();

  /** The body of a tenant that has set nothing: defaults of later versions hold for it. */
  static final String NOTHING_SET = "{}";

  private TenantKind() {}

  @Override
  public String wireName() {
    return "tenant";
  }

  @Override
  public Optional<TenantSettings> parse(Definition definition) {
    return Optional.of(TenantSettings.fromJson(definition.body()));
  }

  @Override
  public String print(TenantSettings settings) {
    return settings.toJson();
  }

  @Override
  public String redact(Definition definition) {
    return definition.body();
  }

  @Override
  public String tenant(Definition definition) {
    return definition.name();
  }

  DefinitionKey key(String tenant) {
    return key(DefinitionKey.ANY_TENANT, tenant);
  }
}
