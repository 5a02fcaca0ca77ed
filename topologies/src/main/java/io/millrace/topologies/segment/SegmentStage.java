package io.millrace.topologies.segment;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.IdentityLink;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageOutputs;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Applies the event to the behaviours of the tenant's segments, and emits membership changes. */
public final class SegmentStage implements Stage {
  private final Function<String, RuleSet> books;
  private final InstantSource clock;

  /**
   * @param books the rules of a tenant
   */
  public SegmentStage(Function<String, RuleSet> books, InstantSource clock) {
    this.books = books;
    this.clock = clock;
  }

  @Override
  public Event apply(Event event, VisitorRecord visitor, StageOutputs emissions) {
    RuleSet book = books.apply(event.tenant());
    if (!book.isEmpty() || visitor.segments().rules() != book.hash()) {
      var key = new VisitorKey(event.tenant(), event.visitor());
      evaluation(key, visitor, emissions).take(event, clock.millis());
    }
    return event;
  }

  @Override
  public void absorb(
      VisitorRecord visitor, VisitorRecord other, IdentityLink tie, StageOutputs emissions) {
    var slots = new HashMap<Integer, byte[]>();
    other.segments().slots().forEach(slot -> slots.put(slot.number(), slot.bytes()));
    RuleSet book = books.apply(tie.root().tenant());
    if (!book.isEmpty() || !slots.isEmpty()) {
      long moment = Math.max(clock.millis(), other.segments().evaluatedAt());
      evaluation(tie.root(), visitor, emissions).absorb(slots, Cause.MERGE, moment);
    }
  }

  @Override
  public void retract(VisitorRecord visitor, VisitorKey name, StageOutputs emissions) {
    if (!visitor.segments().memberships().isEmpty()) {
      evaluation(name, visitor, emissions).leaveAll(Cause.MERGE, clock.millis());
    }
  }

  @Override
  public void forget(VisitorKey key, VisitorRecord visitor, StageOutputs emissions) {
    if (!visitor.segments().memberships().isEmpty()) {
      evaluation(key, visitor, emissions).leaveAll(Cause.ERASURE, clock.millis());
    }
  }

  /** Merges the visitor's slots from history. */
  public void fill(
      VisitorKey name, VisitorRecord visitor, Map<Integer, byte[]> slots, StageOutputs emissions) {
    evaluation(name, visitor, emissions).absorb(slots, Cause.RULE, clock.millis());
  }

  private Evaluation evaluation(VisitorKey name, VisitorRecord visitor, StageOutputs emissions) {
    return new Evaluation(
        books.apply(name.tenant()), name, visitor.segments(), visitor.traits(), emissions);
  }
}
