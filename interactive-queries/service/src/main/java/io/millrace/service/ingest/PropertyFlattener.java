package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.quarantine.QuarantineReason;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects properties: nested ones are flattened to {@code products.0.price}. The last of two
 * values with one path wins, whatever their types.
 */
final class PropertyFlattener {
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Double> numbers = new HashMap<>();
  private final Map<String, Boolean> booleans = new HashMap<>();

  PropertyFlattener addAll(JsonNode object) throws InvalidEvent {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      add(field.getKey(), field.getValue());
    }
    return this;
  }

  PropertyFlattener add(String path, JsonNode value) throws InvalidEvent {
    switch (value.getNodeType()) {
      case STRING -> text(path, value.textValue());
      case NUMBER -> number(path, value);
      case BOOLEAN -> flag(path, value.booleanValue());
      case OBJECT -> nested(path, value);
      case ARRAY -> elements(path, value);
      case NULL, MISSING, BINARY, POJO -> {}
    }
    return this;
  }

  Properties properties() {
    return new Properties(texts, numbers, booleans);
  }

  private void nested(String path, JsonNode object) throws InvalidEvent {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      add(path + "." + field.getKey(), field.getValue());
    }
  }

  private void elements(String path, JsonNode list) throws InvalidEvent {
    for (int i = 0; i < list.size(); i++) {
      add(path + "." + i, list.get(i));
    }
  }

  private void text(String path, String value) throws InvalidEvent {
    claim(path);
    texts.put(path, value);
  }

  private void number(String path, JsonNode value) throws InvalidEvent {
    double number = value.doubleValue();
    if (Double.isInfinite(number)) {
      throw InvalidEvent.field(path, "a number within the range of a double", value);
    }
    claim(path);
    numbers.put(path, number);
  }

  private void flag(String path, boolean value) throws InvalidEvent {
    claim(path);
    booleans.put(path, value);
  }

  /** A name is in one of the maps only, and there is room for it. */
  private void claim(String path) throws InvalidEvent {
    if (path.length() > EventLimits.MAX_PATH_CHARS) {
      throw InvalidEvent.field(
          "a property's name",
          "at most %d characters".formatted(EventLimits.MAX_PATH_CHARS),
          path.length());
    }
    texts.remove(path);
    numbers.remove(path);
    booleans.remove(path);
    if (texts.size() + numbers.size() + booleans.size() == EventLimits.MAX_PROPERTIES) {
      throw new InvalidEvent(
          QuarantineReason.TOO_MANY_PROPERTIES,
          "an event must have at most %d properties once flattened, but had more"
              .formatted(EventLimits.MAX_PROPERTIES));
    }
  }
}
