package io.millrace.service.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionChange;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.state.access.ApiKeySecret;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionRoom;
import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.SegmentKind;
import io.millrace.topologies.segment.rule.Segments;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the webhooks of tenants. */
@Singleton
final class WebhookEditor {
  private final WebhookCatalogue catalog;
  private final WebhookGroups groups;
  private final Destination destination;
  private final DefinitionLog log;
  private final DefinitionWriter writer;
  private final SecureRandom random = new SecureRandom();

  WebhookEditor(
      WebhookCatalogue catalog,
      WebhookGroups groups,
      Destination destination,
      DefinitionLog log,
      DefinitionWriter writer) {
    this.catalog = catalog;
    this.groups = groups;
    this.destination = destination;
    this.log = log;
    this.writer = writer;
  }

  /**
   * A webhook after a write.
   *
   * @param secret if this write created one
   */
  record Written(Webhook webhook, DefinitionChange change, Optional<ApiKeySecret> secret) {}

  /**
   * Creates or changes the webhook. A new one, and one that was disabled, starts with the changes
   * from now on; any other continues.
   */
  Written put(String tenant, String name, JsonNode definition) throws InterruptedException {
    WebhookRequest wanted = parse(name, definition);
    checkSegments(tenant, wanted);
    checkAddress(wanted);
    return writer.runExclusively(() -> putAlone(tenant, name, wanted));
  }

  private Written putAlone(String tenant, String name, WebhookRequest wanted)
      throws InterruptedException {
    Webhook before = catalog.find(tenant, name).orElse(null);
    Optional<ApiKeySecret> made =
        before == null && wanted.secret().isEmpty()
            ? Optional.of(ApiKeySecret.random("webhook", random))
            : Optional.empty();
    long since = before == null || before.isDisabled() ? nextVersion(tenant, name) : before.since();
    var after =
        new Webhook(
            tenant,
            name,
            since,
            wanted.url(),
            wanted.segments(),
            wanted.secret().or(() -> made).orElseGet(() -> secretOf(before)),
            "");
    DefinitionChange change = WebhookKind.INSTANCE.diff(Optional.ofNullable(before), after);
    if (change == DefinitionChange.UNCHANGED) {
      return new Written(after, change, Optional.empty());
    }
    if (change == DefinitionChange.CREATED) {
      DefinitionRoom.require(
          WebhookKind.INSTANCE.ceilings(),
          "webhooks",
          catalog.of(tenant).size(),
          catalog.all().size());
    }
    if (before == null || before.since() != since) {
      groups.beginAtEnd(after);
    }
    write(after);
    return new Written(after, change, made);
  }

  void remove(String tenant, String name) throws InterruptedException {
    var _ =
        writer.runExclusively(
            () -> {
              Webhook webhook = catalog.named(tenant, name);
              DefinitionKey key = WebhookCatalogue.key(webhook.tenant(), name);
              return writer.put(key, WebhookKind.INSTANCE.printRemoved()).orThrow();
            });
  }

  /** Disables the webhook, as its receiver demands, unless it was changed in the meantime. */
  void disable(Webhook webhook, String why) throws InterruptedException {
    boolean _ =
        writer.runExclusively(
            () -> {
              Webhook now = catalog.find(webhook.tenant(), webhook.name()).orElse(null);
              boolean same = webhook.equals(now);
              if (same) {
                write(webhook.disabled(why));
              }
              return same;
            });
  }

  private void write(Webhook webhook) throws InterruptedException {
    var _ =
        writer
            .put(
                WebhookCatalogue.key(webhook.tenant(), webhook.name()),
                WebhookKind.INSTANCE.print(webhook))
            .orThrow();
  }

  private long nextVersion(String tenant, String name) {
    Definition stored = log.get(WebhookCatalogue.key(tenant, name));
    return stored == null ? 1 : stored.version() + 1;
  }

  private static ApiKeySecret secretOf(@Nullable Webhook before) {
    if (before == null) {
      throw new IllegalStateException("a new webhook has a secret of its own");
    }
    return before.secret();
  }

  private static WebhookRequest parse(String name, JsonNode definition) {
    try {
      return WebhookRequest.parse(name, definition);
    } catch (InvalidDefinition e) {
      throw new FailureException(new Failure.Invalid(String.valueOf(e.getMessage()), e.at()));
    }
  }

  /** A mistyped name would be a webhook that never sends anything. */
  private void checkSegments(String tenant, WebhookRequest wanted) {
    List<String> known =
        Segments.of(log.all(SegmentKind.INSTANCE), (_, _) -> {}).of(tenant).stream()
            .map(Segment::name)
            .toList();
    for (String segment : wanted.segments()) {
      if (!known.contains(segment)) {
        List<String> nearest = NearestNames.of(segment, known);
        throw new FailureException(
            new Failure.Invalid(
                "segments must be names of segments, but there is no %s%s"
                    .formatted(
                        segment,
                        nearest.isEmpty() ? "" : "; the nearest: " + String.join(", ", nearest)),
                "segments"));
      }
    }
  }

  private void checkAddress(WebhookRequest wanted) {
    try {
      var _ = destination.addresses(wanted.url().getHost());
    } catch (IOException e) {
      throw new FailureException(new Failure.Invalid("url: " + e.getMessage(), "url"));
    }
  }
}
