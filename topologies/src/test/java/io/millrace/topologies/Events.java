package io.millrace.topologies;

import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import java.time.Instant;
import java.util.Map;

/** Events for tests. */
final class Events {
  private Events() {}

  static Event browse(String visitor, String id, Instant occurredAt) {
    return event("shop", visitor, id, EventType.BROWSE, "PL", occurredAt, Properties.NONE);
  }

  static Event identify(String visitor, String id, Instant occurredAt, Map<String, String> traits) {
    var properties = new Properties(traits, Map.of(), Map.of());
    return event("shop", visitor, id, EventType.IDENTIFY, "", occurredAt, properties);
  }

  static Event event(
      String tenant,
      String visitor,
      String id,
      EventType type,
      String country,
      Instant occurredAt,
      Properties properties) {
    return event(tenant, visitor, id, type, country, occurredAt, RunningTopology.NOW, properties);
  }

  static Event event(
      String tenant,
      String visitor,
      String id,
      EventType type,
      String country,
      Instant occurredAt,
      Instant receivedAt,
      Properties properties) {
    return new Event(
        tenant,
        id,
        type,
        "",
        visitor,
        "",
        "",
        occurredAt.toEpochMilli(),
        receivedAt.toEpochMilli(),
        false,
        Page.NONE,
        "",
        Campaign.NONE,
        Device.NONE,
        country,
        "",
        Money.NONE,
        properties);
  }
}
