package io.millrace.standalone.demo;

import io.millrace.serdes.event.EventType;

/**
 * An event that a shop sends.
 *
 * @param tenant an index into the shop's tenants
 * @param dueAt when it is sent, in epoch milliseconds
 * @param occurredAt when it happened, in epoch milliseconds
 * @param json one line
 */
record ShopEvent(int tenant, Kind kind, EventType type, long dueAt, long occurredAt, String json) {
  /** What the server should make of it. */
  enum Kind {
    /** Takes it. */
    FRESH,
    /** Takes it and does not count it, as it took it before. */
    RESENT,
    /** Puts it into quarantine. */
    INVALID
  }

  ShopEvent resent(long at) {
    return new ShopEvent(tenant, Kind.RESENT, type, at, occurredAt, json);
  }
}
