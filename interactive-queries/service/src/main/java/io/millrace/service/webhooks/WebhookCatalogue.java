package io.millrace.service.webhooks;

import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionSnapshot;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The current webhooks on this instance. Thread safe. */
@Singleton
final class WebhookCatalogue {
  private final DefinitionSnapshot<List<Webhook>> webhooks;

  WebhookCatalogue(DefinitionLog log) {
    webhooks =
        new DefinitionSnapshot<>(
            log,
            WebhookKind.INSTANCE,
            List.of(),
            (_, all, unreadable) ->
                DefinitionSnapshot.readAll(WebhookKind.INSTANCE, all, unreadable));
  }

  /** Of all tenants, by tenant and name. */
  List<Webhook> all() {
    return webhooks.current();
  }

  List<Webhook> of(String tenant) {
    return all().stream().filter(webhook -> webhook.tenant().equals(tenant)).toList();
  }

  Optional<Webhook> find(String tenant, String name) {
    return of(tenant).stream().filter(webhook -> webhook.name().equals(name)).findFirst();
  }

  /** The tenant's webhook of this name; throws with the nearest names if there is none. */
  Webhook named(String tenant, String name) {
    return find(tenant, name)
        .orElseThrow(
            () -> {
              List<String> known = of(tenant).stream().map(Webhook::name).toList();
              return new FailureException(
                  new Failure.UnknownName("webhook", name, NearestNames.of(name, known)));
            });
  }

  static DefinitionKey key(String tenant, String name) {
    return WebhookKind.INSTANCE.key(tenant, name);
  }
}
