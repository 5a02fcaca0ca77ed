package io.millrace.service.connect;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The retries of each connector on this instance, and its last health; the metrics show the same.
 * In memory: a restarted service starts again. Thread safe.
 */
@Singleton
final class RetryStates {
  private final MeterRegistry registry;
  private final Map<String, RetryState> retryStates = new HashMap<>();
  private final Map<String, Meters> meters = new HashMap<>();
  private Map<String, ConnectorHealth> healths = Map.of();

  RetryStates(MeterRegistry registry) {
    this.registry = registry;
  }

  private record Meters(Counter restarts, List<Meter> gauges) {}

  /** The retry state of the connector's revision, possibly a new one. */
  synchronized RetryState of(DesiredConnector desired) {
    RetryState retryState = retryStates.get(desired.name());
    return retryState == null || retryState.revision() != desired.revision()
        ? RetryState.begin(desired.revision())
        : retryState;
  }

  synchronized void put(String name, RetryState retryState) {
    retryStates.put(name, retryState);
    meters.computeIfAbsent(name, this::register);
  }

  /** Removes connectors that are no longer defined. */
  synchronized void retain(Set<String> names) {
    retryStates.keySet().retainAll(names);
    for (String gone : meters.keySet().stream().filter(name -> !names.contains(name)).toList()) {
      Meters of = meters.remove(gone);
      if (of != null) {
        registry.remove(of.restarts());
        of.gauges().forEach(registry::remove);
      }
    }
  }

  synchronized void countRestart(String name) {
    meters.computeIfAbsent(name, this::register).restarts().increment();
  }

  /** Records the result of a pass. */
  synchronized void seen(Map<String, ConnectorHealth> now) {
    healths = new TreeMap<>(now);
    notifyAll();
  }

  /** Waits until a connector was seen running. */
  synchronized void awaitRunning(String name) throws InterruptedException {
    while (health(name) != ConnectorHealth.RUNNING) {
      wait();
    }
  }

  private synchronized ConnectorHealth health(String name) {
    return healths.getOrDefault(name, ConnectorHealth.UNKNOWN);
  }

  private Meters register(String name) {
    return new Meters(
        Counter.builder("millrace.connector.restarts")
            .description("Restarts of failed connectors and tasks")
            .tag("connector", name)
            .register(registry),
        List.of(
            gauge(
                name,
                "running",
                ConnectorHealth.RUNNING,
                "1 while the connector and its tasks run"),
            gauge(
                name,
                "given.up",
                ConnectorHealth.GIVEN_UP,
                "1 while a connector has failed permanently and needs the operator")));
  }

  private Gauge gauge(String name, String what, ConnectorHealth health, String description) {
    return Gauge.builder(
            "millrace.connector." + what, this, all -> all.health(name) == health ? 1 : 0)
        .description(description)
        .tag("connector", name)
        .register(registry);
  }
}
