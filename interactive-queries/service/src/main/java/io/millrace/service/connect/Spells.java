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
final class Spells {
  private final MeterRegistry registry;
  private final Map<String, Spell> spells = new HashMap<>();
  private final Map<String, Meters> meters = new HashMap<>();
  private Map<String, Health> healths = Map.of();

  Spells(MeterRegistry registry) {
    this.registry = registry;
  }

  private record Meters(Counter restarts, List<Meter> gauges) {}

  /** The spell of the connector's revision, which may only begin. */
  synchronized Spell of(Desired desired) {
    Spell spell = spells.get(desired.name());
    return spell == null || spell.revision() != desired.revision()
        ? Spell.begin(desired.revision())
        : spell;
  }

  synchronized void put(String name, Spell spell) {
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
  synchronized void seen(Map<String, Health> now) {
    healths = new TreeMap<>(now);
    notifyAll();
  }

  /** Waits until a connector was seen to run. */
  synchronized void awaitRunning(String name) throws InterruptedException {
    while (health(name) != Health.RUNNING) {
      wait();
    }
  }

  private synchronized Health health(String name) {
    return healths.getOrDefault(name, Health.UNKNOWN);
  }

  private Meters register(String name) {
    return new Meters(
        Counter.builder("millrace.connector.restarts")
            .description("Restarts of what failed of a connector")
            .tag("connector", name)
            .register(registry),
        List.of(
            gauge(name, "running", Health.RUNNING, "1 while the connector and its tasks run"),
            gauge(
                name,
                "given.up",
                Health.GIVEN_UP,
                "1 while a connector that failed too often waits for the operator")));
  }

  private Gauge gauge(String name, String what, Health health, String description) {
    return Gauge.builder(
            "millrace.connector." + what, this, all -> all.health(name) == health ? 1 : 0)
        .description(description)
        .tag("connector", name)
        .register(registry);
  }
}
