package io.millrace.topologies.visitor;

import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import java.util.Map;

/** Events for tests of who is who. */
final class IdentityEvents {
  static final long NOON = 1_779_278_400_000L;

  private IdentityEvents() {}

  static Event browse(String tenant, String visitor, String id, long occurredAt) {
    return event(tenant, visitor, "", id, EventType.BROWSE, occurredAt, Map.of());
  }

  /** Ties an anonymous visitor to a user. */
  static Event identify(
      String tenant,
      String user,
      String anonymous,
      String id,
      long occurredAt,
      Map<String, String> traits) {
    return event(tenant, user, anonymous, id, EventType.IDENTIFY, occurredAt, traits);
  }

  private static Event event(
      String tenant,
      String visitor,
      String anonymous,
      String id,
      EventType type,
      long occurredAt,
      Map<String, String> texts) {
    return new Event(
        tenant,
        id,
        type,
        "",
        visitor,
        anonymous,
        anonymous.isEmpty() ? "" : visitor,
        occurredAt,
        NOON,
        false,
        Page.NONE,
        "",
        Campaign.NONE,
        Device.NONE,
        "",
        "",
        Money.NONE,
        new Properties(texts, Map.of(), Map.of()));
  }
}
