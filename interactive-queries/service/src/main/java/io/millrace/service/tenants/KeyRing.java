package io.millrace.service.tenants;

import io.millrace.serdes.definition.Definition;
import io.millrace.service.access.Caller;
import io.millrace.state.access.ApiKeySecret;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Outcome;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the caller of a key. It reads the definition log rather than a state store, so that
 * ingestion continues while Streams rebalances; the keys of the settings work before Kafka is
 * available.
 */
@Singleton
public final class KeyRing {
  private final Map<String, Caller> initial = new HashMap<>();
  private final DefinitionLog definitions;

  KeyRing(ServiceSettings settings, DefinitionLog definitions) {
    this.definitions = definitions;
    for (ServiceSettings.InitialKey key : settings.initialKeys()) {
      initial.put(new ApiKeySecret(key.secret()).sha256(), new Caller(key.tenant(), key.scopes()));
    }
  }

  /** The caller with this key; a failure if the key is unknown, or the keys are not loaded yet. */
  public Outcome<Caller> caller(ApiKeySecret secret) {
    String hash = secret.sha256();
    Caller caller = initial.get(hash);
    if (caller == null) {
      caller = defined(hash);
    }
    if (caller != null) {
      return Outcome.of(caller);
    }
    return definitions.loaded()
        ? Outcome.refused(new Failure.Unauthenticated("the key is not known"))
        : Outcome.refused(new Failure.NotReady("the list of keys is not loaded yet", 1));
  }

  private @Nullable Caller defined(String hash) {
    Definition definition = definitions.get(ApiKeyKind.INSTANCE.key(hash));
    return Optional.ofNullable(definition)
        .flatMap(ApiKeyKind.INSTANCE::read)
        .map(key -> new Caller(key.tenant(), key.scopes()))
        .orElse(null);
  }
}
