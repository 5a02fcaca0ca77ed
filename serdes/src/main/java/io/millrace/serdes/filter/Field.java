package io.millrace.serdes.filter;

import io.millrace.serdes.event.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A value of an event that a definition can refer to. */
public sealed interface Field permits EventField, PropertyField {
  /** Its path in definitions, such as {@code page.path} or {@code properties.price}. */
  String path();

  /** The value as text; {@code ""} if the event has none. */
  String text(Event event);

  /** The value as a number; NaN if the event has none. */
  double number(Event event);

  /** Whether the field can hold a number. */
  boolean numeric();

  /**
   * The field with this path: one of {@link #paths} or {@code properties.NAME}; empty if there is
   * none.
   */
  static Optional<Field> parse(String path) {
    return path.startsWith(PropertyField.PREFIX) && path.length() > PropertyField.PREFIX.length()
        ? Optional.of(new PropertyField(path.substring(PropertyField.PREFIX.length())))
        : Arrays.stream(EventField.values())
            .filter(field -> field.path().equals(path))
            .<Field>map(field -> field)
            .findFirst();
  }

  /** The paths that {@link #parse} accepts, besides {@code properties.NAME}. */
  static List<String> paths() {
    return Arrays.stream(EventField.values()).map(EventField::path).toList();
  }
}
