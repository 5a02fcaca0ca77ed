package io.millrace.serdes.segment;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.filter.EventFilter.Comparison;
import io.millrace.serdes.filter.Field;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A condition on what a visitor did. Each knows how to keep the least of a visitor's events that
 * makes it exact, in a {@link Slot}.
 *
 * <p>Lengths of time are milliseconds; {@code within} is {@link #EVER} where all time counts.
 */
public sealed interface Behaviour {
  long EVER = Long.MAX_VALUE;

  /** Which events matter to it at all. */
  List<EventFilter> filters();

  /** How far back an event can matter, in milliseconds, or {@link #EVER}. */
  long horizon();

  /** The slot of a visitor who did nothing of it. */
  Slot slot();

  /** The slot that was written so. */
  Slot slot(ByteReader in);

  /** When an event counts: it cannot have happened after it came. Epoch milliseconds. */
  static long momentOf(Event event) {
    return Math.min(event.occurredAt(), event.receivedAt());
  }

  /** How a number of times compares with a bound. */
  enum Bound {
    AT_LEAST("atLeast"),
    AT_MOST("atMost"),
    EXACTLY("exactly");

    private final String word;

    Bound(String word) {
      this.word = word;
    }

    /** In JSON. */
    public String word() {
      return word;
    }

    /** How many of the latest must be kept to know. */
    int kept(int times) {
      return this == AT_LEAST ? times : times + 1;
    }
  }

  /** Did it so often within a time. "Never" is at most 0 times. */
  record Count(EventFilter events, Bound bound, int times, long within) implements Behaviour {
    @Override
    public List<EventFilter> filters() {
      return List.of(events);
    }

    @Override
    public long horizon() {
      return within;
    }

    @Override
    public Slot slot() {
      return new CountSlot(this);
    }

    @Override
    public Slot slot(ByteReader in) {
      return new CountSlot(this, in);
    }
  }

  /** Did it for the first time ever within a time. */
  record First(EventFilter events, long within) implements Behaviour {
    @Override
    public List<EventFilter> filters() {
      return List.of(events);
    }

    @Override
    public long horizon() {
      return EVER;
    }

    @Override
    public Slot slot() {
      return new FirstSlot(this);
    }

    @Override
    public Slot slot(ByteReader in) {
      return new FirstSlot(this, in);
    }
  }

  /** Did it before, but not within a time. */
  record Stopped(EventFilter events, long within) implements Behaviour {
    @Override
    public List<EventFilter> filters() {
      return List.of(events);
    }

    @Override
    public long horizon() {
      return EVER;
    }

    @Override
    public Slot slot() {
      return new StoppedSlot(this);
    }

    @Override
    public Slot slot(ByteReader in) {
      return new StoppedSlot(this, in);
    }
  }

  /** Did it on at least so many of the last days, the running one included. */
  record Regularly(EventFilter events, int days, int of, ZoneId zone) implements Behaviour {
    private static final long LONGEST_DAY = 26 * 3_600_000L;

    @Override
    public List<EventFilter> filters() {
      return List.of(events);
    }

    @Override
    public long horizon() {
      return (of + 1) * LONGEST_DAY;
    }

    @Override
    public Slot slot() {
      return new DaysSlot(this);
    }

    @Override
    public Slot slot(ByteReader in) {
      return new DaysSlot(this, in);
    }
  }

  /**
   * Did one step after the other, each less than {@code gap} after the one before, the last within
   * a time; with no event between two steps that must not be there. It sees the visitor's latest
   * {@link SequenceSlot#MAX} moments with such events.
   */
  record Sequence(List<EventFilter> steps, Optional<EventFilter> without, long gap, long within)
      implements Behaviour {
    public Sequence {
      steps = List.copyOf(steps);
    }

    @Override
    public List<EventFilter> filters() {
      var filters = new ArrayList<>(steps);
      without.ifPresent(filters::add);
      return filters;
    }

    @Override
    public long horizon() {
      return within + gap * (steps.size() - 1);
    }

    @Override
    public Slot slot() {
      return new SequenceSlot(this);
    }

    @Override
    public Slot slot(ByteReader in) {
      return new SequenceSlot(this, in);
    }
  }

  /** So many different values of a field within a time. */
  record Distinct(Field field, EventFilter events, Bound bound, int values, long within)
      implements Behaviour {
    @Override
    public List<EventFilter> filters() {
      return List.of(events);
    }

    @Override
    public long horizon() {
      return within;
    }

    @Override
    public Slot slot() {
      return new DistinctSlot(this);
    }

    @Override
    public Slot slot(ByteReader in) {
      return new DistinctSlot(this, in);
    }
  }

  /** A number over the events within a time that is summed up from two numbers of each. */
  sealed interface Amount extends Behaviour {
    long within();

    Comparison comparison();

    double bound();

    /** What the event adds to the first number; nothing where {@link #second} is 0 too. */
    long first(Event event);

    long second(Event event);

    /** The number; NaN where there is none, which compares with nothing. */
    double of(long first, long second);

    @Override
    default long horizon() {
      return within();
    }

    @Override
    default Slot slot() {
      return new AmountSlot(this);
    }

    @Override
    default Slot slot(ByteReader in) {
      return new AmountSlot(this, in);
    }
  }

  /** The sum of a number; 0 without events. */
  record Sum(Field field, EventFilter events, long within, Comparison comparison, double bound)
      implements Amount {
    @Override
    public List<EventFilter> filters() {
      return List.of(events);
    }

    @Override
    public long first(Event event) {
      return Numbers.unitsWhere(events, field, event);
    }

    @Override
    public long second(Event event) {
      return 0;
    }

    @Override
    public double of(long first, long second) {
      return first / Numbers.UNIT;
    }
  }

  /** The average of a number; none without events that have one. */
  record Average(Field field, EventFilter events, long within, Comparison comparison, double bound)
      implements Amount {
    @Override
    public List<EventFilter> filters() {
      return List.of(events);
    }

    @Override
    public long first(Event event) {
      return Numbers.unitsWhere(events, field, event);
    }

    @Override
    public long second(Event event) {
      return !Double.isNaN(field.number(event)) && events.test(event) ? 1 : 0;
    }

    @Override
    public double of(long first, long second) {
      return second == 0 ? Double.NaN : first / (second * Numbers.UNIT);
    }
  }

  /** How many events of one kind there are to one of another; none without any of the other. */
  record Ratio(EventFilter events, EventFilter to, long within, Comparison comparison, double bound)
      implements Amount {
    @Override
    public List<EventFilter> filters() {
      return List.of(events, to);
    }

    @Override
    public long first(Event event) {
      return events.test(event) ? 1 : 0;
    }

    @Override
    public long second(Event event) {
      return to.test(event) ? 1 : 0;
    }

    @Override
    public double of(long first, long second) {
      return second == 0 ? Double.NaN : (double) first / second;
    }
  }
}
