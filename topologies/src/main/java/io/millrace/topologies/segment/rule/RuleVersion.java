package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * One version of a segment's rule, as tasks evaluate it.
 *
 * @param version from 1, increases with each change of the segment's rule
 * @param behaviours those of the rule, in its order, each with its slot
 */
public record RuleVersion(int version, Condition rule, List<Tracked> behaviours) {
  public RuleVersion {
    behaviours = List.copyOf(behaviours);
  }

  /**
   * A tracked behaviour.
   *
   * @param since the stream counts events received at this time or later; earlier ones are
   *     backfilled from history. Epoch milliseconds
   */
  public record Tracked(Behaviour behaviour, long since) {
    /** The number of its slot in visitors' records, which behaviours of one shape share. */
    public int slot() {
      return (int) Hash.of(text(SlotSharing.shape(behaviour)) + "@" + since);
    }

    /** The canonical text of the behaviour: equal for equal meaning. */
    public String text() {
      return text(behaviour);
    }

    private static String text(Behaviour behaviour) {
      return ConditionJson.write(new Condition.Behaves(behaviour)).toString();
    }
  }

  /** The behaviours of a rule, in its order; the same one may be there more than once. */
  public static List<Behaviour> behaviours(Condition rule) {
    var found = new ArrayList<Behaviour>();
    collect(rule, found);
    return found;
  }

  /** The segments that a rule refers to. */
  public static List<String> segments(Condition rule) {
    return switch (rule) {
      case Condition.All(var parts) -> segments(parts);
      case Condition.Any(var parts) -> segments(parts);
      case Condition.Not(var part) -> segments(part);
      case Condition.InSegment(var segment) -> List.of(segment);
      case Condition.Behaves _, Condition.HasTrait _ -> List.of();
    };
  }

  private static List<String> segments(List<Condition> parts) {
    return parts.stream().flatMap(part -> segments(part).stream()).toList();
  }

  private static void collect(Condition rule, List<Behaviour> found) {
    switch (rule) {
      case Condition.All(var parts) -> parts.forEach(part -> collect(part, found));
      case Condition.Any(var parts) -> parts.forEach(part -> collect(part, found));
      case Condition.Not(var part) -> collect(part, found);
      case Condition.Behaves(var behaviour) -> found.add(behaviour);
      case Condition.InSegment _, Condition.HasTrait _ -> {}
    }
  }
}
