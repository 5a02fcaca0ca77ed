package io.millrace.serdes.filter;

import io.millrace.serdes.event.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A value of an event that a definition can name. */
public sealed interface Field permits EventField, PropertyField {
  /** How definitions spell it, such as {@code page.path} or {@code properties.price}. */
  String path();

  /** The value as text; {@code ""} where the event has none. */
  String text(Event event);

  /** The value as a number; NaN where the event has none. */
  double number(Event event);

  /** Whether an event can have a number there. */
  boolean numeric();

  static Optional<Field> parse(String path) {
    return path.startsWith(PropertyField.PREFIX) && path.length() > PropertyField.PREFIX.length()
        ? Optional.of(new PropertyField(path.substring(PropertyField.PREFIX.length())))
        : Arrays.stream(EventField.values())
            .filter(field -> field.path().equals(path))
            .<Field>map(field -> field)
            .findFirst();
  }

  /** What {@link #parse} takes, besides {@code properties.NAME}. */
  static List<String> paths() {
    return Arrays.stream(EventField.values()).map(EventField::path).toList();
  }
}
