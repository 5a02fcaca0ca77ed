package io.millrace.standalone.imports;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.event.EventType;
import java.time.Instant;

/**
 * Converts the requests of a web server's log to page views; the visitor is the client's address.
 */
final class AccessLogSource implements ImportSource {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public ImportedEvent eventOf(String line, long number) throws MalformedLine {
    AccessLogLine request = AccessLogParser.parse(line);
    String json = json(request, LineId.of("log", line, number));
    return new ImportedEvent(number, request.client(), request.time(), json);
  }

  private static String json(AccessLogLine request, String id) {
    ObjectNode event = JSON.createObjectNode();
    event.put("id", id);
    event.put("type", EventType.BROWSE.wireName());
    event.put("name", "Page Viewed");
    event.put("visitor", request.client());
    event.put("occurredAt", Instant.ofEpochMilli(request.time()).toString());
    event.putObject("page").put("url", request.target()).put("path", request.path());
    if (!request.referrer().isEmpty()) {
      event.put("referrer", request.referrer());
    }
    if (!request.userAgent().isEmpty()) {
      event.putObject("device").put("userAgent", request.userAgent());
    }
    ObjectNode properties = event.putObject("properties");
    if (!request.method().isEmpty()) {
      properties.put("method", request.method());
    }
    if (!request.user().isEmpty()) {
      properties.put("user", request.user());
    }
    if (request.status() >= 0) {
      properties.put("status", request.status());
    }
    if (request.bytes() >= 0) {
      properties.put("bytes", request.bytes());
    }
    return event.toString();
  }
}
