package io.millrace.topologies.segment;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.visitor.RecordTimer;
import io.millrace.serdes.visitor.SegmentState;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage;
import io.millrace.serdes.visitor.VisitorMessage.Fill;
import io.millrace.serdes.visitor.VisitorMessage.Filled;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.IdentityLink;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageOutputs;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Lets the event count in the behaviours of the tenant's segments, and tells who changed. */
final class SegmentStage implements Stage, MembershipListener {
  private static final int VISITORS_PER_STEP = 500;

  private final Function<String, RuleSet> rules;
  private final InstantSource clock;
  private final Members members;
  private final RuleScan scan;
  private final StageOutputs outputs;

  /**
   * @param rules those of a tenant
   */
  SegmentStage(
      Function<String, RuleSet> rules,
      InstantSource clock,
      Members members,
      RuleScan scan,
      StageOutputs outputs) {
    this.rules = rules;
    this.clock = clock;
    this.members = members;
    this.scan = scan;
    this.outputs = outputs;
  }

  @Override
  public Event apply(Event event, VisitorRecord visitor) {
    RuleSet book = rules.apply(event.tenant());
    if (!book.isEmpty() || visitor.segments().rules() != book.hash()) {
      var key = new VisitorKey(event.tenant(), event.visitor());
      evaluation(key, visitor).take(event, clock.millis());
    }
    return event;
  }

  @Override
  public void absorb(VisitorRecord visitor, VisitorRecord other, IdentityLink link) {
    var slots = new HashMap<Integer, byte[]>();
    other.segments().slots().forEach(slot -> slots.put(slot.number(), slot.bytes()));
    RuleSet book = rules.apply(link.root().tenant());
    if (!book.isEmpty() || !slots.isEmpty()) {
      long moment = Math.max(clock.millis(), other.segments().evaluatedAt());
      evaluation(link.root(), visitor).absorb(slots, Cause.MERGE, moment);
    }
  }

  @Override
  public void retract(VisitorRecord visitor, VisitorKey name) {
    leaveAll(name, visitor, Cause.MERGE);
  }

  @Override
  public void forget(VisitorKey key, VisitorRecord visitor) {
    leaveAll(key, visitor, Cause.ERASURE);
  }

  private void leaveAll(VisitorKey name, VisitorRecord visitor, Cause cause) {
    if (!visitor.segments().memberships().isEmpty()) {
      evaluation(name, visitor).leaveAll(cause, clock.millis());
    }
  }

  @Override
  public long nextWakeUp(VisitorRecord visitor) {
    return visitor.has(SegmentState.SECTION) ? visitor.segments().changesAt() : RecordTimer.NONE;
  }

  @Override
  public void wakeUp(VisitorKey key, VisitorRecord visitor, long now) {
    evaluation(key, visitor).advance(now);
  }

  /** Takes what the visitor did according to history. */
  @Override
  public void receive(VisitorKey key, VisitorRecord visitor, VisitorMessage message) {
    if (message instanceof Fill(var slots)) {
      evaluation(key, visitor).absorb(slots, Cause.RULE, clock.millis());
    }
  }

  @Override
  public void receive(String tenant, VisitorMessage message) {
    if (message instanceof Filled(var since)) {
      members.setFilled(tenant, since);
    }
  }

  @Override
  public void maintain(long now, Consumer<VisitorKey> wakeUp) {
    scan.step(VISITORS_PER_STEP, wakeUp);
    members.write();
  }

  @Override
  public void beforeCommit() {
    members.writeAll();
  }

  @Override
  public void changed(SegmentChange change) {
    outputs.send(
        Outputs.SEGMENT_CHANGES, new VisitorKey(change.tenant(), change.visitor()), change);
  }

  @Override
  public void member(VisitorKey visitor, int segment, int version, long since, boolean isIn) {
    members.set(visitor, segment, version, since, isIn);
  }

  private Evaluation evaluation(VisitorKey name, VisitorRecord visitor) {
    return new Evaluation(
        rules.apply(name.tenant()), name, visitor.segments(), visitor.traits(), this);
  }
}
