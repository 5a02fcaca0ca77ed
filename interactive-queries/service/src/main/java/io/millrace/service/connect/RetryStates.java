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
 * What this instance has tried with each connector and how each was when it last looked; the
 * metrics show the same. Kept in memory: a restarted service begins anew. Thread safe.
 */
@Singleton
final class RetryStates {
  private final MeterRegistry registry;
  private final Map<String, RetryState> spells = new HashMap<>();
  private final Map<String, Meters> meters = new HashMap<>();
  private Map<String, ConnectorHealth> healths = Map.of();

  RetryStates(MeterRegistry registry) {
    this.registry = registry;
  }

  private record Meters(Counter restarts, List<Meter> gauges) {}

  /** The spell of the connector's revision, which may only begin. */
  synchronized RetryState of(DesiredConnector desired) {
    RetryState spell = spells.get(desired.name());
    return spell == null || spell.revision() != desired.revision()
        ? RetryState.begin(desired.revision())
        : spell;
  }

  synchronized void put(String name, RetryState spell) {
    spells.put(name, spell);
    meters.computeIfAbsent(name, this::register);
  }

  /** Forgets the connectors that are defined no more. */
  synchronized void retain(Set<String> names) {
    spells.keySet().retainAll(names);
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

  /** A round is done. */
  synchronized void seen(Map<String, ConnectorHealth> now) {
    healths = new TreeMap<>(now);
    notifyAll();
  }

  /** Waits until a connector was seen to run. */
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
            .description("Restarts of what failed of a connector")
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
                "1 while a connector that failed too often waits for the operator")));
  }

  private Gauge gauge(String name, String what, ConnectorHealth health, String description) {
    return Gauge.builder(
            "millrace.connector." + what, this, all -> all.health(name) == health ? 1 : 0)
        .description(description)
        .tag("connector", name)
        .register(registry);
  }
}
