package io.millrace.service.ingest;

import io.millrace.serdes.quarantine.QuarantineReason;

/** Determines an event's visitor. */
final class VisitorIds {
  private VisitorIds() {}

  /** The user id if known, else the anonymous id. */
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
