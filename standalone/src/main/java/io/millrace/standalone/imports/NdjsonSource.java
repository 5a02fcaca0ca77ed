package io.millrace.standalone.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Events in the JSON of {@code POST /v1/events}, one per line. The server validates them. */
final class NdjsonSource implements ImportSource {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public ImportedEvent eventOf(String line, long number) throws MalformedLine {
    if (!(parse(line) instanceof ObjectNode event)) {
      throw new MalformedLine("a line must be a JSON object");
    }
    if (event.path("id").asText("").isEmpty()) {
      event.put("id", LineId.of("line", line, number));
    }
    return new ImportedEvent(number, visitor(event), occurredAt(event), event.toString());
  }

  private static JsonNode parse(String line) throws MalformedLine {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new MalformedLine("a line must be JSON, but " + e.getOriginalMessage());
    }
  }

  private static String visitor(ObjectNode event) {
    for (String field : new String[] {"visitor", "userId", "anonymousId"}) {
      String value = event.path(field).asText("");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /** 0 if the event has no time that can be parsed. */
  private static long occurredAt(ObjectNode event) {
    JsonNode time = event.path("occurredAt");
    if (time.isNumber()) {
      return time.asLong();
    }
    try {
      return OffsetDateTime.parse(time.asText("")).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
