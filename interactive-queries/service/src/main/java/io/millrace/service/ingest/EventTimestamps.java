package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.quarantine.QuarantineReason;
import io.millrace.service.tenants.AcceptanceWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Parses event times and checks them against the clock. */
final class EventTimestamps {
  private EventTimestamps() {}

  /** Epoch milliseconds of an ISO 8601 text or a whole number of milliseconds. */
  static long millis(String field, JsonNode value) throws InvalidEvent {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    if (!value.isTextual()) {
      throw invalid(field, value);
    }
    String text = value.textValue();
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      return withoutZone(field, value, text);
    }
  }

  /** The event time if the tenant accepts it. */
  static long admitted(long occurredAt, IngestContext arrival) throws InvalidEvent {
    AcceptanceWindow acceptance = arrival.acceptance();
    long ahead = occurredAt - arrival.receivedAt();
    if (ahead > acceptance.ahead().toMillis() && occurredAt > 0) {
      throw new InvalidEvent(
          QuarantineReason.TOO_EARLY,
          "an event must be at most %s ahead of our clock, but was at %s"
              .formatted(AcceptanceWindow.text(acceptance.ahead()), shown(occurredAt)));
    }
    if (arrival.imported()) {
      return sinceTheEpoch(occurredAt);
    }
    if (occurredAt < arrival.receivedAt() - acceptance.past().toMillis()) {
      throw new InvalidEvent(
          QuarantineReason.TOO_LATE,
          "an event must be at most %s old unless it is imported, but was at %s"
              .formatted(AcceptanceWindow.text(acceptance.past()), shown(occurredAt)));
    }
    return occurredAt;
  }

  /** Windows and dates start at 1970. */
  private static long sinceTheEpoch(long occurredAt) throws InvalidEvent {
    if (occurredAt < 0) {
      throw new InvalidEvent(
          QuarantineReason.TOO_LATE,
          "an imported event must not be older than 1970, but was at " + shown(occurredAt));
    }
    return occurredAt;
  }

  private static long withoutZone(String field, JsonNode value, String text) throws InvalidEvent {
    try {
      return text.length() <= 10
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw invalid(field, value);
    }
  }

  private static InvalidEvent invalid(String field, JsonNode value) {
    return InvalidEvent.field(field, "an ISO 8601 time or epoch milliseconds", value);
  }

  private static String shown(long millis) {
    return Math.abs(millis) < Duration.ofDays(400_000_000L).toMillis()
        ? Instant.ofEpochMilli(millis).toString()
        : millis + " ms";
  }
}
