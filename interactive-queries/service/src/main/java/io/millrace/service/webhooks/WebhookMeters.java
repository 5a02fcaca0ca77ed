package io.millrace.service.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Metrics of this instance's deliveries, of all tenants together: tenants are not named in metrics.
 */
@Singleton
final class WebhookMeters {
  private final Counter delivered;
  private final Counter dropped;
  private final Counter taken;
  private final Counter failed;
  private final Counter disabled;
  private final Counter unreadable;

  /** The state of each group's queues on this instance. */
  private final Map<String, LocalState> groups = new ConcurrentHashMap<>();

  /**
   * A webhook, as far as it is delivered here.
   *
   * @param waitingSince when the oldest pending change was written; 0 if there is none
   */
  record LocalState(boolean failing, long waitingSince) {}

  WebhookMeters(MeterRegistry registry) {
    delivered = counter(registry, "delivered", "Segment changes delivered");
    dropped = counter(registry, "dropped", "Segment changes dropped after the last retry");
    disabled = counter(registry, "disabled", "Webhooks whose receiver answered 410");
    unreadable = counter(registry, "unreadable", "Unreadable segment change records");
    taken = requests(registry, "taken");
    failed = requests(registry, "failed");
    Gauge.builder("millrace.webhook.active", groups, Map::size)
        .description("Webhooks with partitions assigned to this instance")
        .register(registry);
    Gauge.builder("millrace.webhook.retrying", this, WebhookMeters::retrying)
        .description("Webhooks whose deliveries fail")
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
        .description("Requests to receivers by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }
}
