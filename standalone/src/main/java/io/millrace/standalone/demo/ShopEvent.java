package io.millrace.standalone.demo;

import io.millrace.serdes.event.EventType;

/**
 * An event that a shop sends.
 *
 * @param tenant an index into the shop's tenants
 * @param dueAt when it is sent, epoch milliseconds
 * @param occurredAt event time, epoch milliseconds
 * @param json one line
 */
record ShopEvent(int tenant, Kind kind, EventType type, long dueAt, long occurredAt, String json) {
  /** The expected result. */
  enum Kind {
    /** Accepted. */
    FRESH,
    /** Accepted and not counted, as it is a duplicate. */
    RESENT,
    /** Quarantined. */
    INVALID
  }

  ShopEvent resent(long at) {
    return new ShopEvent(tenant, Kind.RESENT, type, at, occurredAt, json);
  }
}
