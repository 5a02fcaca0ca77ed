package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.quarantine.QuarantineReason;
import io.millrace.state.problem.NearestNames;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, with its path for messages. Absent and {@code null} are the same.
 */
record JsonFields(ObjectNode json, String path) {
  private static final ObjectNode EMPTY = JsonNodeFactory.instance.objectNode();

  static final JsonFields NONE = new JsonFields(EMPTY, "");

  static JsonFields of(ObjectNode json) {
    return new JsonFields(json, "");
  }

  /** The value of a field, {@code null} if it is absent. */
  @Nullable JsonNode value(String name) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** A field's text, {@code ""} if it is absent. */
  String text(String name, int maxChars) throws InvalidEvent {
    JsonNode value = value(name);
    if (value == null) {
      return "";
    }
    if (!value.isTextual()) {
      throw InvalidEvent.field(path + name, "text", value);
    }
    return bounded(name, value.textValue(), maxChars);
  }

  /** The same for clients that send numbers as identifiers. */
  String textOrNumber(String name, int maxChars) throws InvalidEvent {
    JsonNode value = value(name);
    return value != null && value.isIntegralNumber()
        ? bounded(name, value.asText(), maxChars)
        : text(name, maxChars);
  }

  String text(String name) throws InvalidEvent {
    return text(name, Integer.MAX_VALUE);
  }

  /** A field's text if it is a string, else {@code ""}. */
  String lenientText(String name) {
    JsonNode value = json.get(name);
    return value != null && value.isTextual() ? value.textValue() : "";
  }

  /** A nested object, empty if it is absent. */
  JsonFields object(String name) throws InvalidEvent {
    JsonNode value = value(name);
    if (value == null) {
      return new JsonFields(EMPTY, path + name + ".");
    }
    if (!(value instanceof ObjectNode object)) {
      throw InvalidEvent.field(path + name, "an object", value);
    }
    return new JsonFields(object, path + name + ".");
  }

  /** A nested object if it is one, else empty. */
  JsonFields lenientObject(String name) {
    return new JsonFields(
        json.get(name) instanceof ObjectNode object ? object : EMPTY, path + name + ".");
  }

  JsonFields requireOnly(Set<String> known) throws InvalidEvent {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new InvalidEvent(QuarantineReason.INVALID_FIELD, unknown(name, known));
      }
    }
    return this;
  }

  private String unknown(String name, Set<String> known) {
    List<String> nearest = NearestNames.of(name, known);
    String shown = name.length() <= 100 ? name : name.substring(0, 100) + "...";
    return nearest.isEmpty()
        ? "there is no field %s%s; the fields are %s"
            .formatted(path, shown, known.stream().sorted().toList())
        : "there is no field %s%s; the nearest: %s"
            .formatted(path, shown, String.join(", ", nearest));
  }

  private String bounded(String name, String text, int maxChars) throws InvalidEvent {
    if (text.length() > maxChars) {
      throw InvalidEvent.field(
          path + name, "at most %d characters".formatted(maxChars), text.length());
    }
    return text;
  }
}
