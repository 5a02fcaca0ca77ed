package io.millrace.service.webhooks;

import io.millrace.serdes.topic.Topics;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.FailureException;
import io.millrace.state.retry.BackoffPolicy;
import io.millrace.state.settings.ServerThread;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a delivery for each defined webhook. */
@Singleton
final class WebhookDeliveries extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookDeliveries.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final WebhookCatalogue catalog;
  private final WebhookEditor editor;
  private final WebhookGroups groups;
  private final DefinitionLog log;
  private final WebhookDelivery.Tools tools;
  private final InstantSource clock;

  /** By group. */
  private final Map<String, Running> running = new HashMap<>();

  private record Running(Webhook webhook, WebhookDelivery courier) {}

  WebhookDeliveries(
      WebhookCatalogue catalog,
      WebhookEditor editor,
      WebhookGroups groups,
      DefinitionLog log,
      ServiceSettings settings,
      Topics topics,
      WebhookSender sender,
      WebhookMeters meters,
      InstantSource clock) {
    super(Thread.ofVirtual().name("webhooks"));
    this.catalog = catalog;
    this.editor = editor;
    this.groups = groups;
    this.log = log;
    this.clock = clock;
    var pauses =
        BackoffPolicy.doubling(
            settings.webhooks().firstPause(), settings.webhooks().longestPause());
    this.tools =
        new WebhookDelivery.Tools(settings, topics.segmentChanges(), sender, pauses, meters, clock);
  }

  @Override
  protected void run() {
    try {
      log.awaitLoaded();
      while (true) {
        long seen = log.changes();
        roundOrWarning();
        log.awaitChange(seen, LOOK_EVERY);
      }
    } catch (InterruptedException e) {
      LOG.debug("closed");
    }
    try {
      end(List.copyOf(running.values()));
    } catch (InterruptedException e) {
      LOG.debug("closed before all had ended");
    }
  }

  private void roundOrWarning() throws InterruptedException {
    try {
      round();
    } catch (RuntimeException e) {
      LOG.warn("updating the webhooks failed; retrying", e);
    }
  }

  private void round() throws InterruptedException {
    var wanted = new HashMap<String, Webhook>();
    var kept = new HashMap<String, Webhook>();
    for (Webhook webhook : catalog.all()) {
      kept.put(groups.group(webhook), webhook);
      if (!webhook.isDisabled()) {
        wanted.put(groups.group(webhook), webhook);
      }
    }
    endOthers(wanted, kept);
    wanted.forEach(this::follow);
  }

  private void follow(String group, Webhook webhook) {
    Running now = running.get(group);
    if (now == null) {
      now = new Running(webhook, WebhookDelivery.start(tools, webhook, group, this::disable));
    } else if (!now.webhook().equals(webhook)) {
      now.courier().change(webhook);
      now = new Running(webhook, now.courier());
    }
    running.put(group, now);
  }

  private void endOthers(Map<String, Webhook> wanted, Map<String, Webhook> kept)
      throws InterruptedException {
    var ending = new ArrayList<Running>();
    for (String group : List.copyOf(running.keySet())) {
      Running one = running.get(group);
      if (one != null && !wanted.containsKey(group)) {
        ending.add(one);
        running.remove(group);
      }
    }
    end(ending);
    for (Running one : ending) {
      if (!kept.containsKey(groups.group(one.webhook()))) {
        groups.delete(one.webhook());
      }
    }
  }

  private static void end(List<Running> ending) throws InterruptedException {
    ending.forEach(one -> one.courier().close());
    for (Running one : ending) {
      one.courier().join();
    }
  }

  private void disable(Webhook webhook) {
    try {
      editor.disable(webhook, "the receiver answered 410 at " + clock.instant());
    } catch (FailureException e) {
      LOG.warn("the webhook {} is not disabled yet: {}", groups.group(webhook), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
