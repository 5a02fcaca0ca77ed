package io.millrace.service.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.quarantine.QuarantineReason;
import io.millrace.serdes.quarantine.Quarantined;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One event of a body: its JSON, and its part of the body.
 *
 * @param json {@code null} if the bytes are not JSON, with the reason in {@code fault}
 * @param fault the parser's message if it is not JSON, else {@code ""}
 */
record RawEvent(@Nullable JsonNode json, String fault, ByteBuffer bytes) {
  private static final String WRITE_KEY = "writeKey";

  /** The event as an object, if it is one and not too large. */
  ObjectNode object() throws InvalidEvent {
    if (json == null) {
      throw new InvalidEvent(QuarantineReason.MALFORMED, fault);
    }
    if (!(json instanceof ObjectNode object)) {
      throw new InvalidEvent(
          QuarantineReason.MALFORMED,
          "an event must be a JSON object, but was " + json.getNodeType());
    }
    if (bytes.remaining() > EventLimits.MAX_EVENT_BYTES) {
      throw new InvalidEvent(
          QuarantineReason.TOO_LARGE,
          "an event must have at most %d bytes, but had %d"
              .formatted(EventLimits.MAX_EVENT_BYTES, bytes.remaining()));
    }
    return object;
  }

  /** The event as received, without an API key in it; cut to what quarantine keeps. */
  String payload() {
    if (json != null && json.has(WRITE_KEY)) {
      return ((ObjectNode) json).without(WRITE_KEY).toString();
    }
    // Every character has at least one byte.
    int length = Math.min(bytes.remaining(), 4 * Quarantined.MAX_PAYLOAD);
    return UTF_8.decode(bytes.slice(bytes.position(), length)).toString();
  }
}
