package io.millrace.service.ingest;

import io.millrace.serdes.event.EventType;
import io.millrace.serdes.quarantine.QuarantineReason;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The event type and name of a Segment client's call, by the names of Segment's e-commerce spec.
 */
record SegmentCall(EventType type, String name) {
  private static final Map<EventType, List<String>> KNOWN =
      Map.of(
          EventType.SEARCH, List.of("products searched", "search", "searched"),
          EventType.PURCHASE, List.of("order completed", "product purchased", "purchase"),
          EventType.AD,
              List.of(
                  "ad impression",
                  "ad viewed",
                  "ad clicked",
                  "ad click",
                  "promotion viewed",
                  "promotion clicked"),
          EventType.BROWSE,
              List.of(
                  "product viewed",
                  "product clicked",
                  "product list viewed",
                  "product list filtered",
                  "cart viewed",
                  "page viewed",
                  "screen viewed"));
  private static final Map<String, EventType> TYPES = types();

  /**
   * Maps a call.
   *
   * @param kind Segment's {@code type}, in any case
   */
  static SegmentCall of(String kind, JsonFields call) throws InvalidEvent {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "track" -> tracked(call);
      case "page" -> new SegmentCall(EventType.BROWSE, named(call, "Page"));
      case "screen" -> new SegmentCall(EventType.BROWSE, named(call, "Screen"));
      case "identify" -> new SegmentCall(EventType.IDENTIFY, "Identify");
      case "group" -> new SegmentCall(EventType.CUSTOM, "Group");
      case "alias" ->
          throw new InvalidEvent(
              QuarantineReason.INVALID_FIELD,
              "type alias is not supported; send identify with userId and anonymousId");
      default ->
          throw InvalidEvent.field(
              "type", "one of track, page, screen, identify, group", "'" + kind + "'");
    };
  }

  private static SegmentCall tracked(JsonFields call) throws InvalidEvent {
    String event = call.text("event", EventLimits.MAX_NAME_CHARS);
    if (event.isEmpty()) {
      throw new InvalidEvent(
          QuarantineReason.MISSING_FIELD, "a track call must have an event, but had none");
    }
    String normal = event.toLowerCase(Locale.ROOT).replace('_', ' ');
    return new SegmentCall(TYPES.getOrDefault(normal, EventType.CUSTOM), event);
  }

  private static String named(JsonFields call, String otherwise) throws InvalidEvent {
    String name = call.text("name", EventLimits.MAX_NAME_CHARS);
    return name.isEmpty() ? otherwise : name;
  }

  private static Map<String, EventType> types() {
    var types = new HashMap<String, EventType>();
    KNOWN.forEach((type, names) -> names.forEach(name -> types.put(name, type)));
    return types;
  }
}
