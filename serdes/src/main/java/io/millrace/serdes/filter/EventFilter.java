package io.millrace.serdes.filter;

import io.millrace.serdes.event.Event;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which events a definition means. What an event does not have is {@code ""} and no number. */
public sealed interface EventFilter {
  EventFilter EVERYTHING = new All(List.of());

  boolean test(Event event);

  static EventFilter ofType(String type) {
    return new In(EventField.TYPE, Set.of(type));
  }

  static EventFilter named(String... names) {
    return new In(EventField.NAME, Set.of(names));
  }

  /** Every one of them; all events where there is none. */
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

  /** At least one of them. */
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

  record Not(EventFilter filter) implements EventFilter {
    @Override
    public boolean test(Event event) {
      return !filter.test(event);
    }
  }

  /** The field's text is one of these. */
  record In(Field field, Set<String> values) implements EventFilter {
    public In {
      values = Set.copyOf(values);
    }

    /** In a stable order. */
    public List<String> sorted() {
      return List.copyOf(new TreeSet<>(values));
    }

    @Override
    public boolean test(Event event) {
      return values.contains(field.text(event));
    }
  }

  /** The field's text has this in it, letter for letter. */
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

  /** The field's number compares so with the bound; never without a number. */
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

    /** Whether the number compares so with the bound; never for NaN. */
    public boolean test(double number, double bound) {
      return switch (this) {
        case LESS -> number < bound;
        case AT_MOST -> number <= bound;
        case MORE -> number > bound;
        case AT_LEAST -> number >= bound;
      };
    }

    /** In JSON. */
    public String wireName() {
      return word;
    }

    /** In SQL. */
    public String sign() {
      return sign;
    }
  }
}
