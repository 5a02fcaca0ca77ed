package io.millrace.service.webhooks;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The webhooks as this instance knows them now. Thread safe. */
@Singleton
final class WebhookCatalogue {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookCatalogue.class);

  private record Snapshot(long changes, List<Webhook> webhooks) {}

  private final DefinitionLog log;
  private volatile Snapshot seen = new Snapshot(-1, List.of());

  WebhookCatalogue(DefinitionLog log) {
    this.log = log;
  }

  /** Of all tenants, by tenant and name. */
  List<Webhook> all() {
    long changes = log.changes();
    Snapshot last = seen;
    if (last.changes() != changes) {
      last = new Snapshot(changes, read());
      seen = last;
    }
    return last.webhooks();
  }

  List<Webhook> of(String tenant) {
    return all().stream().filter(webhook -> webhook.tenant().equals(tenant)).toList();
  }

  Optional<Webhook> find(String tenant, String name) {
    return of(tenant).stream().filter(webhook -> webhook.name().equals(name)).findFirst();
  }

  /** The tenant's webhook of this name; a refusal with the nearest names where there is none. */
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
    return new DefinitionKey(Definition.Kind.WEBHOOK, tenant, name);
  }

  private List<Webhook> read() {
    var webhooks = new ArrayList<Webhook>();
    for (Definition definition : log.all()) {
      if (definition.kind() == Definition.Kind.WEBHOOK) {
        try {
          WebhookJson.parse(definition).ifPresent(webhooks::add);
        } catch (RuntimeException e) {
          LOG.error("the webhook {} cannot be read", definition.key(), e);
        }
      }
    }
    webhooks.sort(Comparator.comparing(Webhook::tenant).thenComparing(Webhook::name));
    return List.copyOf(webhooks);
  }
}
