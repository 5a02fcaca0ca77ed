package io.millrace.serdes.event;

import java.util.Map;

/**
 * The properties of an event, by name and type. A name is in one of the maps only.
 *
 * <p>Nested objects and lists arrive flattened, with their path as the name: {@code
 * products.0.price}.
 */
public record Properties(
    Map<String, String> texts, Map<String, Double> numbers, Map<String, Boolean> booleans) {
  public static final Properties NONE = new Properties(Map.of(), Map.of(), Map.of());

  public Properties {
    texts = Map.copyOf(texts);
    numbers = Map.copyOf(numbers);
    booleans = Map.copyOf(booleans);
  }

  /** The number of properties of all types. */
  public int size() {
    return texts.size() + numbers.size() + booleans.size();
  }
}
