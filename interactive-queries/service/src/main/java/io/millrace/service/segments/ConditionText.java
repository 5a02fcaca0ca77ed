package io.millrace.service.segments;

import io.millrace.serdes.filter.EventFilter.Comparison;
import io.millrace.serdes.filter.NumberText;
import io.millrace.serdes.filter.RuleDurations;
import io.millrace.topologies.segment.Explanation;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Behaviour.Bound;
import io.millrace.topologies.segment.rule.TraitTest;
import java.time.Duration;
import java.time.Instant;

/** A condition in words: the measured value, then the requirement. */
final class ConditionText {
  private ConditionText() {}

  /** Of a condition without parts. */
  static String of(Explanation condition) {
    return switch (condition) {
      case Explanation.Behaves behaves -> behaves(behaves);
      case Explanation.HasTrait(var test, var value, _) ->
          "%s is %s, must %s".formatted(test.trait(), shown(value), asked(test));
      case Explanation.InSegment(var segment, var membership) ->
          membership
              .map(one -> "is in %s since %s".formatted(segment, timestamp(one.since())))
              .orElse("is not in " + segment);
      case Explanation.All _, Explanation.Any _, Explanation.Not _ ->
          throw new IllegalArgumentException("a condition must have no parts, but was one of them");
    };
  }

  /**
   * Whether only as many events are kept as are needed to decide, so that the number may be higher.
   */
  static boolean mayBeMore(Behaviour behaviour, double value) {
    return switch (behaviour) {
      case Behaviour.Count(_, var bound, int times, _) -> value >= kept(bound, times);
      case Behaviour.Distinct(_, _, var bound, int values, _) -> value >= kept(bound, values);
      case Behaviour.Regularly regularly -> value >= regularly.days();
      case Behaviour.First _,
          Behaviour.Stopped _,
          Behaviour.Sequence _,
          Behaviour.Sum _,
          Behaviour.Average _,
          Behaviour.Ratio _ ->
          false;
    };
  }

  static String timestamp(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
  }

  private static int kept(Bound bound, int times) {
    return bound == Bound.AT_LEAST ? times : times + 1;
  }

  private static String behaves(Explanation.Behaves condition) {
    double value = condition.evidence().value();
    String number =
        NumberText.of(value) + (mayBeMore(condition.behaviour(), value) ? " or more" : "");
    return switch (condition.behaviour()) {
      case Behaviour.Count(_, var bound, int times, long within) ->
          "%s times%s, must be %s %d".formatted(number, in(within), word(bound), times);
      case Behaviour.Distinct(var field, _, var bound, int values, long within) ->
          "%s different values of %s%s, must be %s %d"
              .formatted(number, field.path(), in(within), word(bound), values);
      case Behaviour.First(_, long within) ->
          "for the first time %s, must be less than %s ago"
              .formatted(ago(value), RuleDurations.text(within));
      case Behaviour.Stopped(_, long within) ->
          "for the last time %s, must be %s ago or longer"
              .formatted(ago(value), RuleDurations.text(within));
      case Behaviour.Regularly(_, int days, int of, var zone) ->
          "on %s of the last %d days (%s), must be on at least %d"
              .formatted(number, of, zone.getId(), days);
      case Behaviour.Sequence sequence -> sequence(sequence, value);
      case Behaviour.Sum sum -> amount("the sum of " + sum.field().path(), sum, value);
      case Behaviour.Average average ->
          amount("the average of " + average.field().path(), average, value);
      case Behaviour.Ratio ratio -> amount("the ratio", ratio, value);
    };
  }

  private static String sequence(Behaviour.Sequence sequence, double reached) {
    return "%s of %d steps, must be all, each less than %s after the one before%s, and the last less than %s ago"
        .formatted(
            NumberText.of(reached),
            sequence.steps().size(),
            RuleDurations.text(sequence.gap()),
            sequence.without().isPresent() ? " without what must not be between" : "",
            RuleDurations.text(sequence.within()));
  }

  private static String amount(String what, Behaviour.Amount amount, double value) {
    return "%s%s is %s, must be %s %s"
        .formatted(
            what,
            in(amount.within()),
            Double.isNaN(value) ? "none" : NumberText.of(value),
            word(amount.comparison()),
            NumberText.of(amount.bound()));
  }

  private static String asked(TraitTest test) {
    return switch (test) {
      case TraitTest.In in -> "be one of " + in.sorted();
      case TraitTest.Contains(_, String part) -> "contain " + shown(part);
      case TraitTest.Exists _ -> "be known";
      case TraitTest.Compare(_, Comparison comparison, double bound) ->
          "be %s %s".formatted(word(comparison), NumberText.of(bound));
    };
  }

  private static String shown(String value) {
    return value.isEmpty() ? "not known" : "'" + value + "'";
  }

  private static String in(long within) {
    return within == Behaviour.EVER ? " ever" : " in the last " + RuleDurations.text(within);
  }

  private static String word(Bound bound) {
    return switch (bound) {
      case AT_LEAST -> "at least";
      case AT_MOST -> "at most";
      case EXACTLY -> "exactly";
    };
  }

  private static String word(Comparison comparison) {
    return switch (comparison) {
      case LESS -> "below";
      case AT_MOST -> "at most";
      case MORE -> "above";
      case AT_LEAST -> "at least";
    };
  }

  private static String ago(double seconds) {
    if (Double.isNaN(seconds)) {
      return "never";
    }
    Duration length = Duration.ofSeconds((long) seconds);
    if (length.toDays() > 0) {
      return "%dd %dh ago".formatted(length.toDays(), length.toHoursPart());
    } else if (length.toHours() > 0) {
      return "%dh %dm ago".formatted(length.toHours(), length.toMinutesPart());
    }
    return length.toMinutes() > 0
        ? "%dm %ds ago".formatted(length.toMinutes(), length.toSecondsPart())
        : length.toSeconds() + "s ago";
  }
}
