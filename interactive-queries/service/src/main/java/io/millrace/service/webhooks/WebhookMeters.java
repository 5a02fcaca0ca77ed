package io.millrace.service.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this instance does for webhooks, of all tenants together: none is named in metrics. */
@Singleton
final class WebhookMeters {
  private final Counter delivered;
  private final Counter dropped;
  private final Counter taken;
  private final Counter failed;
  private final Counter disabled;
  private final Counter unreadable;

  /** How each group's lanes here are. */
  private final Map<String, LocalState> groups = new ConcurrentHashMap<>();

  /**
   * A webhook, as far as it is delivered here.
   *
   * @param waitingSince when the oldest change that waits was written; 0 for none
   */
  record LocalState(boolean failing, long waitingSince) {}

  WebhookMeters(MeterRegistry registry) {
    delivered = counter(registry, "delivered", "Changes of segments that receivers have taken");
    dropped = counter(registry, "dropped", "Changes of segments that were given up");
    disabled = counter(registry, "disabled", "Webhooks whose receiver answered 410");
    unreadable = counter(registry, "unreadable", "Records that are no changes of segments");
    taken = requests(registry, "taken");
    failed = requests(registry, "failed");
    Gauge.builder("millrace.webhook.active", groups, Map::size)
        .description("Webhooks that this instance has a part in")
        .register(registry);
    Gauge.builder("millrace.webhook.retrying", this, WebhookMeters::retrying)
        .description("Webhooks whose receiver does not take what comes")
        .register(registry);
    Gauge.builder("millrace.webhook.lag.seconds", this, WebhookMeters::lagSeconds)
        .description("How long the oldest change that is read and not delivered has waited")
        .register(registry);
  }

  void recordResult(PartitionQueue.BatchResult settled, DeliveryOutcome answer) {
    delivered.increment(settled.delivered());
    dropped.increment(settled.dropped());
    (answer instanceof DeliveryOutcome.Delivered ? taken : failed).increment();
  }

  void recordDroppedUnsent() {
    dropped.increment();
  }

  void disabled() {
    disabled.increment();
  }

  void unreadable() {
    unreadable.increment();
  }

  void show(String group, LocalState here) {
    groups.put(group, here);
  }

  void forget(String group) {
    groups.remove(group);
  }

  private double retrying() {
    return groups.values().stream().filter(LocalState::failing).count();
  }

  private double lagSeconds() {
    long oldest =
        groups.values().stream()
            .mapToLong(LocalState::waitingSince)
            .filter(written -> written > 0)
            .min()
            .orElse(0);
    return oldest == 0 ? 0 : Math.max(0, System.currentTimeMillis() - oldest) / 1000.0;
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("millrace.webhook." + name).description(description).register(registry);
  }

  private static Counter requests(MeterRegistry registry, String outcome) {
    return Counter.builder("millrace.webhook.requests")
        .description("Requests to receivers, by what came of them")
        .tag("outcome", outcome)
        .register(registry);
  }
}
