package io.millrace.topologies.segment.rule;

import io.millrace.serdes.filter.EventFilter.Comparison;
import io.millrace.topologies.segment.rule.Behaviour.Average;
import io.millrace.topologies.segment.rule.Behaviour.Bound;
import io.millrace.topologies.segment.rule.Behaviour.Count;
import io.millrace.topologies.segment.rule.Behaviour.Distinct;
import io.millrace.topologies.segment.rule.Behaviour.First;
import io.millrace.topologies.segment.rule.Behaviour.Ratio;
import io.millrace.topologies.segment.rule.Behaviour.Regularly;
import io.millrace.topologies.segment.rule.Behaviour.Sequence;
import io.millrace.topologies.segment.rule.Behaviour.Stopped;
import io.millrace.topologies.segment.rule.Behaviour.Sum;

/**
 * Behaviours on the same events share a slot: "viewed a product 3 times within a day" and "10 times
 * within a week" use the same timestamps, of which as many are kept as the more demanding of them
 * needs. The state of a visitor is then kept, and updated, once.
 *
 * <p>Amounts share a slot only if they have the same time span: timestamps are rounded once there
 * are too many, and a longer span would round those of a shorter one too.
 */
public final class SlotSharing {
  private SlotSharing() {}

  /** Equal for behaviours that can share a slot. It is no rule: its bounds have no meaning. */
  public static Behaviour shape(Behaviour behaviour) {
    return switch (behaviour) {
      case Count one -> new Count(one.events(), Bound.AT_LEAST, 1, Behaviour.EVER);
      case First one -> new First(one.events(), Behaviour.EVER);
      case Stopped one -> new Stopped(one.events(), Behaviour.EVER);
      case Regularly one -> new Regularly(one.events(), 1, 1, one.zone());
      case Sequence one -> new Sequence(one.steps(), one.without(), 0, Behaviour.EVER);
      case Distinct one ->
          new Distinct(one.field(), one.events(), Bound.AT_LEAST, 1, Behaviour.EVER);
      case Sum one -> new Sum(one.field(), one.events(), one.within(), Comparison.LESS, 0);
      case Average one -> new Average(one.field(), one.events(), one.within(), Comparison.LESS, 0);
      case Ratio one -> new Ratio(one.events(), one.to(), one.within(), Comparison.LESS, 0);
    };
  }

  /** A behaviour whose slot serves two of the same shape. */
  public static Behaviour widest(Behaviour one, Behaviour other) {
    return switch (one) {
      case Count count -> widest(count, (Count) other);
      case First first ->
          new First(first.events(), Math.max(first.within(), ((First) other).within()));
      case Stopped stopped ->
          new Stopped(stopped.events(), Math.max(stopped.within(), ((Stopped) other).within()));
      case Regularly regularly -> widest(regularly, (Regularly) other);
      case Sequence sequence -> widest(sequence, (Sequence) other);
      case Distinct distinct -> widest(distinct, (Distinct) other);
      case Sum _, Average _, Ratio _ -> one;
    };
  }

  private static Count widest(Count one, Count other) {
    int kept = Math.max(one.bound().kept(one.times()), other.bound().kept(other.times()));
    return new Count(one.events(), Bound.AT_LEAST, kept, Math.max(one.within(), other.within()));
  }

  private static Regularly widest(Regularly one, Regularly other) {
    return new Regularly(
        one.events(),
        Math.max(one.days(), other.days()),
        Math.max(one.of(), other.of()),
        one.zone());
  }

  private static Sequence widest(Sequence one, Sequence other) {
    return new Sequence(
        one.steps(),
        one.without(),
        Math.max(one.gap(), other.gap()),
        Math.max(one.within(), other.within()));
  }

  private static Distinct widest(Distinct one, Distinct other) {
    int kept = Math.max(one.bound().kept(one.values()), other.bound().kept(other.values()));
    return new Distinct(
        one.field(), one.events(), Bound.AT_LEAST, kept, Math.max(one.within(), other.within()));
  }
}
