package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.quarantine.QuarantineReason;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Segment's tracking format (Segment Spec). Lenient like its servers: unknown fields are ignored.
 *
 * @param impliedType the type of an event without one, from the path of the request
 * @param envelope the fields beside a batch, which apply to its events that do not set them
 */
record SegmentFormat(String impliedType, JsonFields envelope) implements EventFormat {
  private static final String CONTEXT = "context";

  @Override
  public String idField() {
    return "messageId";
  }

  @Override
  public Event read(ObjectNode json, IngestContext arrival) throws InvalidEvent {
    JsonFields call = JsonFields.of(json);
    String kind = call.lenientText("type");
    return event(call, kind.isEmpty() ? impliedType : kind, arrival);
  }

  private Event event(JsonFields call, String kind, IngestContext arrival) throws InvalidEvent {
    SegmentCall named = SegmentCall.of(kind, call);
    String id = call.text("messageId", EventLimits.MAX_ID_CHARS);
    String userId = call.textOrNumber("userId", EventLimits.MAX_ID_CHARS);
    String anonymousId = call.textOrNumber("anonymousId", EventLimits.MAX_ID_CHARS);
    JsonFields properties = call.lenientObject("properties");
    SegmentContext context = context(call);
    return new Event(
        arrival.tenant(),
        id.isEmpty() ? UUID.randomUUID().toString() : id,
        named.type(),
        named.name(),
        VisitorIds.of(userId, anonymousId),
        anonymousId,
        userId,
        EventTimestamps.admitted(occurredAt(call, arrival), arrival),
        arrival.receivedAt(),
        arrival.imported(),
        context.page(properties),
        context.referrer(properties),
        context.campaign(),
        context.device(),
        context.country(),
        "",
        SegmentMoney.of(properties),
        properties(call, named.type(), kind.toLowerCase(Locale.ROOT), context));
  }

  private SegmentContext context(JsonFields call) {
    return new SegmentContext(call.lenientObject(CONTEXT), envelope.lenientObject(CONTEXT));
  }

  /**
   * The event time by the server's clock: the client's time, corrected by the offset of its clock
   * when it sent the request. Times in an import are history, to which no request's offset applies.
   */
  private long occurredAt(JsonFields call, IngestContext arrival) throws InvalidEvent {
    JsonNode original = call.value("originalTimestamp");
    JsonNode timestamp = original == null ? call.value("timestamp") : original;
    if (timestamp == null) {
      return whenReceived(arrival);
    }
    long said = EventTimestamps.millis("timestamp", timestamp);
    JsonNode sentAt = sentAt(call);
    return sentAt == null || arrival.imported()
        ? said
        : corrected(said, EventTimestamps.millis("sentAt", sentAt), arrival.receivedAt());
  }

  private static long whenReceived(IngestContext arrival) throws InvalidEvent {
    if (arrival.imported()) {
      throw new InvalidEvent(
          QuarantineReason.MISSING_FIELD, "an imported event must have timestamp, but had none");
    }
    return arrival.receivedAt();
  }

  private static long corrected(long said, long sentAt, long receivedAt) throws InvalidEvent {
    try {
      return Math.addExact(said, Math.subtractExact(receivedAt, sentAt));
    } catch (ArithmeticException e) {
      throw InvalidEvent.field("sentAt", "a time", sentAt);
    }
  }

  private @Nullable JsonNode sentAt(JsonFields call) {
    JsonNode own = call.value("sentAt");
    return own == null ? envelope.value("sentAt") : own;
  }

  /**
   * The properties, or the traits of an identify; and further fields of the call without a field of
   * their own.
   */
  private static Properties properties(
      JsonFields call, EventType type, String kind, SegmentContext context) throws InvalidEvent {
    var flattening = new PropertyFlattener();
    if (type == EventType.IDENTIFY) {
      return flattening.addAll(call.lenientObject("traits").json()).properties();
    }
    flattening.addAll(call.lenientObject("properties").json());
    if (kind.equals("group")) {
      flattening.addAll(call.lenientObject("traits").json());
      JsonNode group = call.value("groupId");
      if (group != null) {
        flattening.add("groupId", group);
      }
    }
    String locale = context.locale();
    if (!locale.isEmpty()) {
      flattening.add("locale", call.json().textNode(locale));
    }
    return flattening.properties();
  }
}
