package io.millrace.serdes.filter;

import io.millrace.serdes.event.Event;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A condition that selects events. A field that the event lacks is {@code ""} as text and has no
 * number.
 */
public sealed interface EventFilter {
  EventFilter EVERYTHING = new All(List.of());

  /** Whether the event matches. */
  boolean test(Event event);

  /** Matches events of the type with this wire name. */
  static EventFilter ofType(String type) {
    return new In(EventField.TYPE, Set.of(type));
  }

  /** Matches events with one of these names. */
  static EventFilter named(String... names) {
    return new In(EventField.NAME, Set.of(names));
  }

  /** All of the filters match; an empty list matches every event. */
  record All(List<EventFilter> filters) implements EventFilter {
    public All {
      filters = List.copyOf(filters);
    }

    @Override
    public boolean test(Event event) {
      for (EventFilter filter : filters) {
        if (!filter.test(event)) {
          return false;
        }
      }
      return true;
    }
  }

  /** At least one of the filters matches. */
  record Any(List<EventFilter> filters) implements EventFilter {
    public Any {
      filters = List.copyOf(filters);
    }

    @Override
    public boolean test(Event event) {
      for (EventFilter filter : filters) {
        if (filter.test(event)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The filter does not match. */
  record Not(EventFilter filter) implements EventFilter {
    @Override
    public boolean test(Event event) {
      return !filter.test(event);
    }
  }

  /** The field's text is one of these values. */
  record In(Field field, Set<String> values) implements EventFilter {
    public In {
      values = Set.copyOf(values);
    }

    /** The values in a stable order. */
    public List<String> sorted() {
      return List.copyOf(new TreeSet<>(values));
    }

    @Override
    public boolean test(Event event) {
      return values.contains(field.text(event));
    }
  }

  /** The field's text contains this part, case-sensitively. */
  record Contains(Field field, String part) implements EventFilter {
    @Override
    public boolean test(Event event) {
      return field.text(event).contains(part);
    }
  }

  /** The event has the field. */
  record Exists(Field field) implements EventFilter {
    @Override
    public boolean test(Event event) {
      return !field.text(event).isEmpty();
    }
  }

  /** The field's number satisfies the comparison with the bound; false without a number. */
  record Compare(Field field, Comparison comparison, double bound) implements EventFilter {
    @Override
    public boolean test(Event event) {
      return comparison.test(field.number(event), bound);
    }
  }

  /** How a number compares with a bound. */
  enum Comparison {
    LESS("lt", "<"),
    AT_MOST("lte", "<="),
    MORE("gt", ">"),
    AT_LEAST("gte", ">=");

    private final String word;
    private final String sign;

    Comparison(String word, String sign) {
      this.word = word;
      this.sign = sign;
    }

    /** Whether the number satisfies the comparison with the bound; false for NaN. */
    public boolean test(double number, double bound) {
      return switch (this) {
        case LESS -> number < bound;
        case AT_MOST -> number <= bound;
        case MORE -> number > bound;
        case AT_LEAST -> number >= bound;
      };
    }

    /** The name in JSON. */
    public String wireName() {
      return word;
    }

    /** The operator in SQL. */
    public String sign() {
      return sign;
    }
  }
}
