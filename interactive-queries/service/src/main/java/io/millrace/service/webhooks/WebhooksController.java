package io.millrace.service.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.service.problem.JsonBodies;
import io.millrace.state.access.ApiKeySecret;
import io.millrace.state.access.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The caller's webhooks: subscriptions to membership changes of segments. */
@Controller("/v1/webhooks")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Webhooks")
final class WebhooksController {
  private final WebhookCatalogue catalog;
  private final WebhookEditor editor;
  private final WebhookGroups groups;
  private final WebhookSender sender;
  private final InstantSource clock;

  WebhooksController(
      WebhookCatalogue catalog,
      WebhookEditor editor,
      WebhookGroups groups,
      WebhookSender sender,
      InstantSource clock) {
    this.catalog = catalog;
    this.editor = editor;
    this.groups = groups;
    this.sender = sender;
    this.clock = clock;
  }

  /**
   * A webhook.
   *
   * @param url for a key without the scope admin only up to its path, which may be a secret
   * @param segments a list of names, or "all"
   * @param secret *** except in the response to the request that created it
   * @param change what the request did: created, changed or unchanged
   */
  @Schema(name = "Webhook")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record WebhookView(
      String name,
      String url,
      @Schema(type = "object") Object segments,
      String secret,
      @Nullable DeliveryView delivery,
      @Nullable String change) {}

  /**
   * The delivery status of a webhook, over all instances.
   *
   * @param state delivering, retrying or disabled
   * @param disabled why
   * @param retryingSince since when deliveries fail
   * @param lastError the last one, also if deliveries succeed again
   * @param delivered changes that were delivered
   * @param dropped changes that were dropped after the last retry
   * @param lagSeconds how long the oldest pending change has waited
   */
  @Schema(name = "WebhookDelivery")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DeliveryView(
      String state,
      @Nullable String disabled,
      @Nullable String retryingSince,
      @Nullable String lastError,
      @Nullable String lastErrorAt,
      long delivered,
      long dropped,
      double lagSeconds) {}

  /** All webhooks of the caller, without their delivery status. */
  @Schema(name = "Webhooks")
  record WebhookList(List<WebhookView> webhooks) {}

  /**
   * The result of a sample.
   *
   * @param status of the response; absent if there was none
   * @param error what failed, if anything
   */
  @Schema(name = "WebhookTest")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TestResult(
      boolean taken,
      @Nullable Integer status,
      @Nullable String error,
      long milliseconds,
      String delivery) {}

  @Get
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(summary = "List the webhooks")
  WebhookList list(Caller caller) {
    return new WebhookList(
        catalog.of(caller.tenant()).stream()
            .map(webhook -> view(caller, webhook, WebhookRequest.HIDDEN, null, null))
            .toList());
  }

  @Get("/{name}")
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(summary = "Read a webhook and its delivery status")
  WebhookView get(Caller caller, String name) throws InterruptedException {
    Webhook webhook = catalog.named(caller.tenant(), name);
    return view(caller, webhook, WebhookRequest.HIDDEN, delivery(webhook), null);
  }

  @Put("/{name}")
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create or change a webhook",
      description =
          """
          The body has url, segments (a list of names, or "all") and, where wanted, secret, with \
          which requests are signed. Where none is given, one is made, and only the answer that \
          made it shows it. A new webhook is told of changes from now on; so is one that was \
          disabled.\
          """)
  @RequestBody(
      required = true,
      content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
  WebhookView put(Caller caller, String name, @Body byte[] body) throws InterruptedException {
    WebhookEditor.Written written = editor.put(caller.tenant(), name, parse(body));
    return view(
        caller,
        written.webhook(),
        written.secret().map(ApiKeySecret::text).orElse(WebhookRequest.HIDDEN),
        null,
        written.change().wireName());
  }

  @Delete("/{name}")
  @Status(HttpStatus.NO_CONTENT)
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Operation(summary = "Remove a webhook", description = "Pending changes are not delivered.")
  void remove(Caller caller, String name) throws InterruptedException {
    editor.remove(caller.tenant(), name);
  }

  @Post("/{name}/test")
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Operation(
      summary = "Send one signed sample",
      description =
          "Its body has \"test\": true and it is not retried. The response has the outcome.")
  TestResult test(Caller caller, String name) throws InterruptedException {
    Webhook webhook = catalog.named(caller.tenant(), name);
    String id = "test/" + UUID.randomUUID();
    long start = System.nanoTime();
    DeliveryOutcome answer = sender.post(webhook, id, ChangeBatch.sample(name, id, clock.millis()));
    long milliseconds = (System.nanoTime() - start) / 1_000_000;
    return new TestResult(
        answer instanceof DeliveryOutcome.Delivered,
        status(answer),
        answer.error().isEmpty() ? null : answer.error(),
        milliseconds,
        id);
  }

  private static @Nullable Integer status(DeliveryOutcome answer) {
    return switch (answer) {
      case DeliveryOutcome.Delivered(int status) -> status;
      case DeliveryOutcome.Gone _ -> 410;
      case DeliveryOutcome.Refused(int status, var _) -> status;
      case DeliveryOutcome.NoResponse _ -> null;
    };
  }

  private DeliveryView delivery(Webhook webhook) throws InterruptedException {
    DeliveryProgress progress = groups.progress(webhook);
    String state =
        webhook.isDisabled() ? "disabled" : progress.isFailing() ? "retrying" : "delivering";
    return new DeliveryView(
        state,
        webhook.isDisabled() ? webhook.disabled() : null,
        state.equals("retrying") ? moment(progress.failingSince()) : null,
        progress.error().isEmpty() ? null : progress.error(),
        moment(progress.errorAt()),
        progress.delivered(),
        progress.dropped(),
        progress.waitingSince() == 0
            ? 0
            : Math.max(0, clock.millis() - progress.waitingSince()) / 1000.0);
  }

  private static @Nullable String moment(long at) {
    return at == 0 ? null : Instant.ofEpochMilli(at).toString();
  }

  private static WebhookView view(
      Caller caller,
      Webhook webhook,
      String secret,
      @Nullable DeliveryView delivery,
      @Nullable String change) {
    return new WebhookView(
        webhook.name(),
        caller.may(Scope.ADMIN) ? webhook.url().toString() : webhook.origin(),
        webhook.segments().isEmpty() ? WebhookRequest.ALL : new TreeSet<>(webhook.segments()),
        secret,
        delivery,
        change);
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JsonBodies.STRICT.readTree(body);
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
  }
}
