package io.millrace.serdes.event;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kind of an event; each kind has a topic of its own. The order is that of the Avro enum. */
public enum EventType {
  BROWSE,
  SEARCH,
  PURCHASE,
  AD,
  IDENTIFY,
  CUSTOM;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** How the type is written in JSON, in topic names and in ClickHouse: {@code browse}. */
  public String wireName() {
    return word;
  }

  /** The type with this wire name; empty if there is none. */
  public static Optional<EventType> parse(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  /** The wire names of all types, in the order of the constants. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(EventType::wireName).toList();
  }
}
