package io.millrace.service.ingest;

import io.millrace.serdes.quarantine.Reason;

/** Who an event's visitor is. */
final class Visitors {
  private Visitors() {}

  /** The user where known, else the anonymous visitor. */
  static String of(String userId, String anonymousId, String... otherFields) throws InvalidEvent {
    String visitor = userId.isEmpty() ? anonymousId : userId;
    if (visitor.isEmpty()) {
      String fields = otherFields.length == 0 ? "" : String.join(", ", otherFields) + ", ";
      throw new InvalidEvent(
          Reason.MISSING_FIELD,
          "an event must have %suserId or anonymousId, but had none".formatted(fields));
    }
    return visitor;
  }
}
