package io.millrace.service.ingest;

import io.millrace.serdes.quarantine.QuarantineReason;

/** Who an event's visitor is. */
final class VisitorIds {
  private VisitorIds() {}

  /** The user where known, else the anonymous visitor. */
  static String of(String userId, String anonymousId, String... otherFields) throws InvalidEvent {
    String visitor = userId.isEmpty() ? anonymousId : userId;
    if (visitor.isEmpty()) {
      String fields = otherFields.length == 0 ? "" : String.join(", ", otherFields) + ", ";
      throw new InvalidEvent(
          QuarantineReason.MISSING_FIELD,
          "an event must have %suserId or anonymousId, but had none".formatted(fields));
    }
    return visitor;
  }
}
