package io.millrace.topologies.segment;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.serdes.visitor.SegmentState;
import io.millrace.serdes.visitor.SegmentState.Membership;
import io.millrace.serdes.visitor.StoredSlot;
import io.millrace.serdes.visitor.Traits;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.topologies.segment.RuleSet.Rule;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Slot;
import io.millrace.topologies.segment.rule.Slot.SlotEffect;
import io.millrace.topologies.segment.rule.Verdict;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Updates the memberships of one visitor after an event, by time or for other rules. A rule is
 * evaluated only if one of its conditions changed, or a trait was set.
 *
 * <p>Time does not go back for a visitor: what is evaluated at a time stays evaluated, whatever the
 * clock says later.
 */
public final class Evaluation {
  private static final byte[] NOTHING_HELD = {};

  private final RuleSet book;
  private final VisitorKey visitor;
  private final SegmentState state;
  private final Traits traits;
  private final MembershipListener changes;
  private final ByteWriter scratch = new ByteWriter(256);

  /** The rules that must be evaluated. */
  private final BitSet dirty = new BitSet();

  /** Segments whose announced membership is gone, with its version. */
  private final Map<Integer, Integer> announced = new HashMap<>();

  public Evaluation(
      RuleSet book,
      VisitorKey visitor,
      SegmentState state,
      Traits traits,
      MembershipListener changes) {
    this.book = book;
    this.visitor = visitor;
    this.state = state;
    this.traits = traits;
    this.changes = changes;
  }

  /**
   * Processes an event of the visitor, whose traits include it already.
   *
   * @param now the clock, epoch milliseconds
   */
  public void take(Event event, long now) {
    long moment = begin(Math.max(now, Behaviour.timestampOf(event)));
    for (int place : book.slotsAffectedBy(event)) {
      SlotRule rule = book.slot(place);
      if (event.receivedAt() >= rule.since() && rule.matters(event)) {
        take(event, rule, moment);
      }
    }
    if (event.type() == EventType.IDENTIFY) {
      mark(book.rulesOfTraits());
    }
    evaluate(moment, Cause.EVENT, event.id());
  }

  /**
   * Processes the passing of time: each change that was due until now takes effect at its own time.
   */
  public void advance(long now) {
    begin(now);
  }

  /** Merges slots from history, or from another record of the same visitor. */
  public void absorb(Map<Integer, byte[]> slots, Cause cause, long now) {
    long moment = begin(now);
    slots.forEach(
        (number, bytes) -> {
          int place = book.indexOfSlot(number);
          if (place < 0) {
            keep(number, bytes);
          } else {
            SlotRule rule = book.slot(place);
            StoredSlot stored = state.slot(number);
            Slot slot = slot(rule, stored);
            slot.absorb(rule.widest().slot(new ByteReader(bytes)));
            store(rule, stored, slot, moment);
          }
        });
    mark(book.rulesOfTraits());
    evaluate(moment, cause, "");
  }

  /** Retracts all announcements of the visitor, whose slots move to another record. */
  public void leaveAll(Cause cause, long now) {
    long moment = Math.max(now, state.evaluatedAt());
    for (Membership membership : state.memberships()) {
      changes.member(visitor, membership.segment(), membership.version(), moment, false);
      if (membership.announced()) {
        String segment = book.nameOf(membership.segment());
        change(segment, membership.version(), false, moment, cause, "");
      }
    }
    state.leaveAll();
  }

  /**
   * For rules that this task has not read yet; slots that no rule uses are removed with the next
   * change.
   */
  private void keep(int number, byte[] bytes) {
    if (state.slot(number) == null) {
      state.put(new StoredSlot(number, NOTHING_HELD, Verdict.NEVER, bytes));
    }
  }

  /** Advances the visitor to a time, and to the current rules. */
  private long begin(long now) {
    long moment = Math.max(now, state.evaluatedAt());
    if (state.rules() == book.hash()) {
      passTime(moment);
    } else {
      takeRules(moment);
    }
    state.setEvaluatedAt(moment);
    return moment;
  }

  private void passTime(long until) {
    for (long due = state.changesAt(); due <= until; due = state.changesAt()) {
      // From the last to the first, as empty slots are removed.
      for (int i = state.slots().size() - 1; i >= 0; i--) {
        StoredSlot stored = state.slots().get(i);
        if (stored.changesAt() <= due) {
          refresh(stored, due);
        }
      }
      evaluate(due, Cause.TIME, "");
    }
  }

  /** Other rules than at the last evaluation: everything is evaluated again. */
  private void takeRules(long moment) {
    for (StoredSlot stored : List.copyOf(state.slots())) {
      refresh(stored, moment);
    }
    for (Membership membership : List.copyOf(state.memberships())) {
      if (!book.has(membership.segment(), membership.version())) {
        leave(membership, moment);
      }
    }
    dirty.set(0, book.rules().size());
    evaluate(moment, Cause.RULE, "");
    for (Rule rule : book.rules()) {
      if (rule.active()) {
        announce(rule, moment, Cause.RULE, "");
      }
    }
    announced.forEach(
        (number, version) -> change(book.nameOf(number), version, false, moment, Cause.RULE, ""));
    announced.clear();
    state.setRules(book.hash());
  }

  private void refresh(StoredSlot stored, long moment) {
    int place = book.indexOfSlot(stored.number());
    if (place < 0) {
      state.removeSlot(stored.number());
    } else {
      SlotRule rule = book.slot(place);
      store(rule, stored, slot(rule, stored), moment);
    }
  }

  private void take(Event event, SlotRule rule, long moment) {
    StoredSlot stored = state.slot(rule.number());
    Slot slot = slot(rule, stored);
    SlotEffect taken = slot.add(event);
    if (taken == SlotEffect.NOTHING) {
      return;
    }
    if (taken == SlotEffect.DECIDES || stored == null) {
      store(rule, stored, slot, moment);
    } else {
      slot.forget(moment);
      state.put(stored.with(bytes(slot)));
    }
  }

  private static Slot slot(SlotRule rule, @Nullable StoredSlot stored) {
    Behaviour widest = rule.widest();
    return stored == null ? widest.slot() : widest.slot(stored.reader());
  }

  /** Evaluates all behaviours that share the slot, and stores it. */
  private void store(SlotRule rule, @Nullable StoredSlot stored, Slot slot, long moment) {
    slot.forget(moment);
    byte[] held = new byte[(rule.size() + 7) / 8];
    long changesAt = Verdict.NEVER;
    for (int i = 0; i < rule.size(); i++) {
      Verdict verdict = slot.verdict(rule.behaviour(i), moment);
      changesAt = Math.min(changesAt, verdict.changesAt());
      if (verdict.holds()) {
        held[i >> 3] |= (byte) (1 << (i & 7));
      }
      if (verdict.holds() != holds(rule, stored, i)) {
        mark(rule.rules(i));
      }
    }
    if (slot.isEmpty()) {
      state.removeSlot(rule.number());
    } else {
      state.put(new StoredSlot(rule.number(), held, changesAt, bytes(slot)));
    }
  }

  private byte[] bytes(Slot slot) {
    slot.write(scratch.reset());
    return scratch.toBytes();
  }

  private static boolean holds(SlotRule rule, @Nullable StoredSlot stored, int behaviour) {
    return stored == null ? rule.holdsWhenEmpty(behaviour) : stored.holds(behaviour);
  }

  private void mark(int[] rules) {
    for (int rule : rules) {
      dirty.set(rule);
    }
  }

  /** Rules come after those that they refer to, so that one pass is enough. */
  private void evaluate(long moment, Cause cause, String eventId) {
    for (int place = dirty.nextSetBit(0); place >= 0; place = dirty.nextSetBit(place + 1)) {
      Rule rule = book.rules().get(place);
      Membership membership = state.membership(rule.number(), rule.version());
      boolean isIn = holds(rule.node());
      if (isIn != (membership != null)) {
        if (membership == null) {
          state.put(new Membership(rule.number(), rule.version(), moment, false));
          changes.member(visitor, rule.number(), rule.version(), moment, true);
        } else {
          leave(membership, moment);
        }
        if (rule.active()) {
          announce(rule, moment, cause, eventId);
        }
        mark(book.rulesOfRule(place));
      }
    }
    dirty.clear();
  }

  private void leave(Membership membership, long moment) {
    state.remove(membership.segment(), membership.version());
    changes.member(visitor, membership.segment(), membership.version(), moment, false);
    if (membership.announced()) {
      announced.put(membership.segment(), membership.version());
    }
  }

  /** Announces that the visitor has entered or left the segment by its active rule. */
  private void announce(Rule rule, long moment, Cause cause, String eventId) {
    boolean byOthers = takeBackAnnouncements(rule);
    boolean was = announced.remove(rule.number()) != null || byOthers;
    Membership membership = state.membership(rule.number(), rule.version());
    if (membership != null && !membership.announced()) {
      state.put(new Membership(rule.number(), rule.version(), membership.since(), true));
    }
    boolean isIn = membership != null;
    if (isIn != (was || (membership != null && membership.announced()))) {
      change(rule.segment(), rule.version(), isIn, moment, cause, eventId);
    }
  }

  /** Of other versions: only the active one's membership counts as announced. */
  private boolean takeBackAnnouncements(Rule rule) {
    boolean was = false;
    List<Membership> all = state.memberships();
    for (int i = 0; i < all.size(); i++) {
      Membership one = all.get(i);
      if (one.segment() == rule.number() && one.version() != rule.version() && one.announced()) {
        state.put(new Membership(one.segment(), one.version(), one.since(), false));
        was = true;
      }
    }
    return was;
  }

  private void change(
      String segment, int version, boolean entered, long moment, Cause cause, String eventId) {
    changes.changed(
        new SegmentChange(
            visitor.tenant(),
            visitor.visitor(),
            segment,
            version,
            entered,
            moment,
            cause,
            eventId));
  }

  private boolean holds(RuleNode node) {
    return switch (node) {
      case RuleNode.All(var parts) -> {
        for (RuleNode part : parts) {
          if (!holds(part)) {
            yield false;
          }
        }
        yield true;
      }
      case RuleNode.Any(var parts) -> {
        for (RuleNode part : parts) {
          if (holds(part)) {
            yield true;
          }
        }
        yield false;
      }
      case RuleNode.Not(var part) -> !holds(part);
      case RuleNode.Behaves(int place, int behaviour) -> {
        SlotRule rule = book.slot(place);
        yield holds(rule, state.slot(rule.number()), behaviour);
      }
      case RuleNode.HasTrait(var test) -> test.holds(traits);
      case RuleNode.InRule(int place) -> {
        Rule rule = book.rules().get(place);
        yield state.membership(rule.number(), rule.version()) != null;
      }
      case RuleNode.Nowhere() -> false;
    };
  }
}
