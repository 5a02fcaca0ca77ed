package io.millrace.topologies.segment.rule;

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
 * A condition on a visitor's events. Each keeps the minimum of a visitor's events that makes it
 * exact, in a {@link Slot}.
 *
 * <p>Durations are milliseconds; {@code within} is {@link #EVER} without a time limit.
 */
public sealed interface Behaviour {
  long EVER = Long.MAX_VALUE;

  /** The events that can affect it. */
  default List<EventFilter> filters() {
    return switch (this) {
      case Count count -> List.of(count.events);
      case First first -> List.of(first.events);
      case Stopped stopped -> List.of(stopped.events);
      case Regularly regularly -> List.of(regularly.events);
      case Sequence sequence -> sequence.all();
      case Distinct distinct -> List.of(distinct.events);
      case Sum sum -> List.of(sum.events);
      case Average average -> List.of(average.events);
      case Ratio ratio -> List.of(ratio.events, ratio.to);
    };
  }

  /** How far back an event can matter, in milliseconds, or {@link #EVER}. */
  default long horizon() {
    return switch (this) {
      case Count count -> count.within;
      case First _, Stopped _ -> EVER;
      case Regularly regularly -> (regularly.of + 1) * Regularly.LONGEST_DAY;
      case Sequence sequence -> sequence.within + sequence.gap * (sequence.steps.size() - 1);
      case Distinct distinct -> distinct.within;
      case Amount amount -> amount.within();
    };
  }

  /** The slot of a visitor without such events. */
  default Slot slot() {
    return switch (this) {
      case Count count -> new CountSlot(count);
      case First first -> new FirstSlot(first);
      case Stopped stopped -> new StoppedSlot(stopped);
      case Regularly regularly -> new DaysSlot(regularly);
      case Sequence sequence -> new SequenceSlot(sequence);
      case Distinct distinct -> new DistinctSlot(distinct);
      case Amount amount -> new AmountSlot(amount);
    };
  }

  /** Reads a slot that was written. */
  default Slot slot(ByteReader in) {
    return switch (this) {
      case Count count -> new CountSlot(count, in);
      case First first -> new FirstSlot(first, in);
      case Stopped stopped -> new StoppedSlot(stopped, in);
      case Regularly regularly -> new DaysSlot(regularly, in);
      case Sequence sequence -> new SequenceSlot(sequence, in);
      case Distinct distinct -> new DistinctSlot(distinct, in);
      case Amount amount -> new AmountSlot(amount, in);
    };
  }

  /** The effective time of an event: not later than its arrival. Epoch milliseconds. */
  static long timestampOf(Event event) {
    return Math.min(event.occurredAt(), event.receivedAt());
  }

  /** How a count compares with a bound. */
  enum Bound {
    AT_LEAST("atLeast"),
    AT_MOST("atMost"),
    EXACTLY("exactly");

    private final String word;

    Bound(String word) {
      this.word = word;
    }

    /** The name in JSON. */
    public String wireName() {
      return word;
    }

    /** How many of the latest events must be kept to decide. */
    int kept(int times) {
      return this == AT_LEAST ? times : times + 1;
    }
  }

  /** The number of events within a time. "Never" is at most 0 times. */
  record Count(EventFilter events, Bound bound, int times, long within) implements Behaviour {}

  /** The first event ever was within a time. */
  record First(EventFilter events, long within) implements Behaviour {}

  /** There were events before, but none within a time. */
  record Stopped(EventFilter events, long within) implements Behaviour {}

  /** Events on at least this many of the last days, including today. */
  record Regularly(EventFilter events, int days, int of, ZoneId zone) implements Behaviour {
    private static final long LONGEST_DAY = 26 * 3_600_000L;
  }

  /**
   * One step after the other, each less than {@code gap} after the previous one, the last within a
   * time; with no excluded event between two steps. It considers the visitor's latest {@link
   * SequenceSlot#MAX} timestamps with such events.
   */
  record Sequence(List<EventFilter> steps, Optional<EventFilter> without, long gap, long within)
      implements Behaviour {
    public Sequence {
      steps = List.copyOf(steps);
    }

    private List<EventFilter> all() {
      var filters = new ArrayList<>(steps);
      without.ifPresent(filters::add);
      return filters;
    }
  }

  /** The number of distinct values of a field within a time. */
  record Distinct(Field field, EventFilter events, Bound bound, int values, long within)
      implements Behaviour {}

  /** A number over the events within a time, computed from two sums. */
  sealed interface Amount extends Behaviour {
    /** The time span in milliseconds, or {@link Behaviour#EVER}. */
    long within();

    /** The comparison of the number with the bound. */
    Comparison comparison();

    /** The bound. */
    double bound();

    /** What the event adds to the first sum; ignored if {@link #second} is 0 too. */
    long first(Event event);

    /** What the event adds to the second sum. */
    long second(Event event);

    /** The number from both sums; NaN if there is none, which satisfies no comparison. */
    double of(long first, long second);
  }

  /** The sum of a number; 0 without events. */
  record Sum(Field field, EventFilter events, long within, Comparison comparison, double bound)
      implements Amount {
    @Override
    public long first(Event event) {
      return ScaledNumbers.unitsWhere(events, field, event);
    }

    @Override
    public long second(Event event) {
      return 0;
    }

    @Override
    public double of(long first, long second) {
      return first / ScaledNumbers.UNIT;
    }
  }

  /** The average of a number; none without events that have one. */
  record Average(Field field, EventFilter events, long within, Comparison comparison, double bound)
      implements Amount {
    @Override
    public long first(Event event) {
      return ScaledNumbers.unitsWhere(events, field, event);
    }

    @Override
    public long second(Event event) {
      return !Double.isNaN(field.number(event)) && events.test(event) ? 1 : 0;
    }

    @Override
    public double of(long first, long second) {
      return second == 0 ? Double.NaN : first / (second * ScaledNumbers.UNIT);
    }
  }

  /**
   * The ratio of the number of events of one kind to those of another; none without any of the
   * other.
   */
  record Ratio(EventFilter events, EventFilter to, long within, Comparison comparison, double bound)
      implements Amount {
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
