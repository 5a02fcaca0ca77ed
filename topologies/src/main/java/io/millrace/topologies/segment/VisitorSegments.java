package io.millrace.topologies.segment;

import io.millrace.serdes.visitor.SegmentState;
import io.millrace.serdes.visitor.SegmentState.Membership;
import io.millrace.serdes.visitor.StoredSlot;
import io.millrace.serdes.visitor.Trait;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.segment.RuleSet.Rule;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.segment.rule.Slot;
import io.millrace.topologies.segment.rule.TraitTest;
import io.millrace.topologies.segment.rule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The segments of a visitor's record at a time, without waiting for its timer. It works on the
 * record it is given, which must be a copy.
 */
public final class VisitorSegments {
  /** The limit of condition changes that are looked ahead for the next change of a rule. */
  private static final int MAX_TURNS = 1_000;

  private final RuleSet book;
  private final VisitorKey visitor;
  private final VisitorRecord record;
  private final SegmentState state;

  /**
   * A membership of the visitor.
   *
   * @param version the segment's active one
   * @param since epoch milliseconds
   */
  public record In(String segment, int version, long since) {}

  private VisitorSegments(RuleSet book, VisitorKey visitor, VisitorRecord record) {
    this.book = book;
    this.visitor = visitor;
    this.record = record;
    this.state = record.segments();
  }

  /** Evaluates a copy of the visitor's record at this time, epoch milliseconds. */
  public static VisitorSegments at(
      long now, RuleSet book, VisitorKey visitor, VisitorRecord record) {
    var segments = new VisitorSegments(book, visitor, record);
    segments.advance(now);
    return segments;
  }

  /** The time of the evaluation, epoch milliseconds: not before the visitor's last one. */
  public long asOf() {
    return state.evaluatedAt();
  }

  /** The segments that the visitor is in, by name. */
  public List<In> in() {
    var in = new ArrayList<In>();
    for (Rule rule : book.rules()) {
      if (rule.active()) {
        membership(rule)
            .ifPresent(one -> in.add(new In(rule.segment(), rule.version(), one.since())));
      }
    }
    in.sort((one, other) -> one.segment().compareTo(other.segment()));
    return in;
  }

  /** The visitor's membership in a version of a segment. */
  public Optional<Membership> membership(String segment, int version) {
    return Optional.ofNullable(state.membership(MemberKey.segmentNumber(segment), version));
  }

  /**
   * Why the visitor is in a version of a segment or not; empty if that version is not evaluated.
   */
  public Optional<Explanation> explain(String segment, int version) {
    return book.rules().stream()
        .filter(rule -> rule.segment().equals(segment) && rule.version() == version)
        .findFirst()
        .map(rule -> explain(rule.text(), rule.node()));
  }

  /**
   * When the visitor enters or leaves a version of a segment by time alone, epoch milliseconds;
   * {@link Verdict#NEVER} also if that is beyond a thousand changes of conditions.
   */
  public long changesAt(String segment, int version) {
    boolean now = membership(segment, version).isPresent();
    var ahead = new VisitorSegments(book, visitor, VisitorRecord.fromBytes(record.toBytes()));
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      long due = ahead.state.changesAt();
      if (due == Verdict.NEVER) {
        return due;
      }
      ahead.advance(due);
      if (ahead.membership(segment, version).isPresent() != now) {
        return due;
      }
    }
    return Verdict.NEVER;
  }

  private void advance(long now) {
    new Evaluation(book, visitor, state, record.traits(), MembershipListener.IGNORED).advance(now);
  }

  private Optional<Membership> membership(Rule rule) {
    return Optional.ofNullable(state.membership(rule.number(), rule.version()));
  }

  private Explanation explain(Condition text, RuleNode node) {
    return switch (text) {
      case Condition.All(var parts) ->
          new Explanation.All(explain(parts, ((RuleNode.All) node).parts()));
      case Condition.Any(var parts) ->
          new Explanation.Any(explain(parts, ((RuleNode.Any) node).parts()));
      case Condition.Not(var part) ->
          new Explanation.Not(explain(part, ((RuleNode.Not) node).part()));
      case Condition.Behaves(var behaviour) -> behaves(behaviour, ((RuleNode.Behaves) node).slot());
      case Condition.HasTrait(var test) -> hasTrait(test);
      case Condition.InSegment(var segment) ->
          new Explanation.InSegment(
              segment,
              node instanceof RuleNode.InRule(int place)
                  ? membership(book.rules().get(place))
                  : Optional.empty());
    };
  }

  private List<Explanation> explain(List<Condition> texts, List<RuleNode> nodes) {
    var parts = new ArrayList<Explanation>();
    for (int i = 0; i < texts.size(); i++) {
      parts.add(explain(texts.get(i), nodes.get(i)));
    }
    return parts;
  }

  private Explanation behaves(Behaviour behaviour, int place) {
    SlotRule rule = book.slot(place);
    StoredSlot stored = state.slot(rule.number());
    Slot slot = stored == null ? rule.widest().slot() : rule.widest().slot(stored.reader());
    long now = asOf();
    return new Explanation.Behaves(
        behaviour, slot.verdict(behaviour, now), slot.evidence(behaviour, now), now);
  }

  private Explanation hasTrait(TraitTest test) {
    Trait known = record.traits().all().get(test.trait());
    return new Explanation.HasTrait(
        test, known == null ? "" : TraitTest.text(known.value()), test.holds(record.traits()));
  }
}
