package io.millrace.topologies.segment;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.visitor.Traits;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.Segment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Who is in which segment, by going through all events of a visitor for every question. */
final class NaiveSegments {
  private static final int SEQUENCE_MOMENTS = 128;

  private final List<Segment> segments;
  private final List<Event> events;
  private final Traits traits;
  private final long now;

  NaiveSegments(List<Segment> segments, List<Event> events, Traits traits, long now) {
    this.segments = segments;
    this.events = events;
    this.traits = traits;
    this.now = now;
  }

  boolean isIn(String segment) {
    return segments.stream()
        .filter(one -> one.name().equals(segment))
        .flatMap(one -> one.active().stream())
        .anyMatch(version -> holds(version.rule()));
  }

  boolean holds(Condition condition) {
    return switch (condition) {
      case Condition.All(var parts) -> parts.stream().allMatch(this::holds);
      case Condition.Any(var parts) -> parts.stream().anyMatch(this::holds);
      case Condition.Not(var part) -> !holds(part);
      case Condition.Behaves(var behaviour) -> holds(behaviour);
      case Condition.HasTrait(var test) -> test.holds(traits);
      case Condition.InSegment(var segment) -> isIn(segment);
    };
  }

  private boolean holds(Behaviour behaviour) {
    return switch (behaviour) {
      case Behaviour.Count(var filter, var bound, var times, var within) ->
          compare(matching(filter, within).size(), bound, times);
      case Behaviour.First(var filter, var within) ->
          matching(filter, Behaviour.EVER).stream()
              .min(Comparator.comparingLong(Behaviour::timestampOf))
              .filter(first -> isWithin(first, within))
              .isPresent();
      case Behaviour.Stopped(var filter, var within) ->
          !matching(filter, Behaviour.EVER).isEmpty() && matching(filter, within).isEmpty();
      case Behaviour.Regularly regularly -> days(regularly) >= regularly.days();
      case Behaviour.Sequence sequence -> completed(sequence);
      case Behaviour.Distinct(var field, var filter, var bound, var values, var within) ->
          compare(
              matching(filter, within).stream()
                  .map(field::text)
                  .filter(text -> !text.isEmpty())
                  .distinct()
                  .count(),
              bound,
              values);
      case Behaviour.Sum sum ->
          sum.comparison()
              .test(total(sum.field(), sum.events(), sum.within()).doubleValue(), sum.bound());
      case Behaviour.Average average -> average(average);
      case Behaviour.Ratio(var filter, var to, var within, var comparison, var bound) -> {
        int below = matching(to, within).size();
        yield below > 0 && comparison.test((double) matching(filter, within).size() / below, bound);
      }
    };
  }

  private boolean average(Behaviour.Average average) {
    long count =
        matching(average.events(), average.within()).stream()
            .filter(event -> !Double.isNaN(average.field().number(event)))
            .count();
    return count > 0
        && average
            .comparison()
            .test(
                total(average.field(), average.events(), average.within()).doubleValue() / count,
                average.bound());
  }

  private BigDecimal total(io.millrace.serdes.filter.Field field, EventFilter filter, long within) {
    return matching(filter, within).stream()
        .map(field::number)
        .filter(number -> !number.isNaN())
        .map(number -> new BigDecimal(number).setScale(4, RoundingMode.HALF_EVEN))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static boolean compare(long count, Behaviour.Bound bound, int times) {
    return switch (bound) {
      case AT_LEAST -> count >= times;
      case AT_MOST -> count <= times;
      case EXACTLY -> count == times;
    };
  }

  private List<Event> matching(EventFilter filter, long within) {
    return events.stream().filter(event -> filter.test(event) && isWithin(event, within)).toList();
  }

  private boolean isWithin(Event event, long within) {
    return now - Behaviour.timestampOf(event) < within;
  }

  private long days(Behaviour.Regularly regularly) {
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(now), regularly.zone());
    return matching(regularly.events(), Behaviour.EVER).stream()
        .map(
            event ->
                LocalDate.ofInstant(
                    Instant.ofEpochMilli(Behaviour.timestampOf(event)), regularly.zone()))
        .filter(day -> day.isAfter(today.minusDays(regularly.of())))
        .distinct()
        .count();
  }

  private boolean completed(Behaviour.Sequence sequence) {
    var moments = new TreeSet<Long>();
    for (Event event : events) {
      if (sequence.filters().stream().anyMatch(filter -> filter.test(event))) {
        moments.add(Behaviour.timestampOf(event));
      }
    }
    while (moments.size() > SEQUENCE_MOMENTS) {
      moments.removeFirst();
    }
    List<Event> seen =
        events.stream().filter(event -> moments.contains(Behaviour.timestampOf(event))).toList();
    return seen.stream()
        .filter(first -> sequence.steps().getFirst().test(first))
        .anyMatch(first -> goesOn(sequence, 1, first, seen));
  }

  private boolean goesOn(Behaviour.Sequence sequence, int step, Event last, List<Event> seen) {
    if (step == sequence.steps().size()) {
      return isWithin(last, sequence.within());
    }
    long from = Behaviour.timestampOf(last);
    return seen.stream()
        .filter(next -> sequence.steps().get(step).test(next))
        .filter(next -> Behaviour.timestampOf(next) > from)
        .filter(next -> Behaviour.timestampOf(next) - from < sequence.gap())
        .filter(next -> !isBroken(sequence, from, Behaviour.timestampOf(next), seen))
        .anyMatch(next -> goesOn(sequence, step + 1, next, seen));
  }

  private static boolean isBroken(
      Behaviour.Sequence sequence, long from, long to, List<Event> seen) {
    return sequence.without().stream()
        .anyMatch(
            without ->
                seen.stream()
                    .filter(without::test)
                    .mapToLong(Behaviour::timestampOf)
                    .anyMatch(moment -> moment > from && moment < to));
  }
}
