package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.event.Event;
import org.jspecify.annotations.Nullable;

/** A format in which JSON becomes an event. */
interface EventFormat {
  Event read(ObjectNode json, IngestContext arrival) throws InvalidEvent;

  /** The field with the client's message id. */
  String idField();

  /** The client's message id if it can be read, also of an event that is rejected. */
  default @Nullable String id(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    String id = json.path(idField()).textValue();
    return id == null || id.length() > EventLimits.MAX_ID_CHARS ? null : id;
  }
}
