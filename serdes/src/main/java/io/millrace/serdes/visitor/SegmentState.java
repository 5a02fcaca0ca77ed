package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the segments of a visitor's tenant know of the visitor: a slot for each behaviour that left
 * a trace, and the versions of segments that the visitor is in.
 *
 * <p>Bytes: what it was evaluated by and when, the due moment of its timer, memberships, slots;
 * moments are differences from the evaluation, which are small. A slot stays as the bytes it was
 * until somebody asks for it, so that a visitor's slots cost an event nothing but their copying.
 */
public final class SegmentState implements Section {
  /** No timer is set. */
  public static final long NO_TIMER = Long.MAX_VALUE;

  private final List<Membership> memberships = new ArrayList<>();
  private final List<StoredSlot> slots = new ArrayList<>();
  private long rules;
  private long evaluatedAt = Long.MIN_VALUE;
  private long timer = NO_TIMER;
  private boolean changed;

  /**
   * That the visitor is in a version of a segment.
   *
   * @param segment its number: a hash of its name
   * @param since when the visitor came in, epoch milliseconds
   * @param announced whether the visitor has been announced as a member of the segment
   */
  public record Membership(int segment, int version, long since, boolean announced) {}

  /**
   * A slot, as it is kept.
   *
   * @param number of the slot
   * @param holds whether its behaviour held when it was last looked at
   * @param changesAt when that changes by time alone; {@code Long.MAX_VALUE} for never
   */
  @SuppressWarnings("ArrayRecordComponent") // Written once, and never compared.
  public record StoredSlot(int number, boolean holds, long changesAt, byte[] bytes) {}

  static SegmentState read(ByteReader in) {
    var state = new SegmentState();
    state.rules = in.readLongBigEndian();
    state.evaluatedAt = in.readZigzag();
    state.timer = in.readVarint() - 1;
    state.timer = state.timer < 0 ? NO_TIMER : state.timer;
    int members = in.readLength();
    for (int i = 0; i < members; i++) {
      int segment = in.readIntLittleEndian();
      long version = in.readVarint();
      state.memberships.add(
          new Membership(
              segment,
              (int) (version >> 1),
              state.evaluatedAt - in.readZigzag(),
              (version & 1) == 1));
    }
    while (in.remaining() > 0) {
      state.slots.add(readSlot(in, state.evaluatedAt));
    }
    return state;
  }

  /** The rules that it was evaluated by: a hash of all that the tenant has; 0 for none yet. */
  public long rules() {
    return rules;
  }

  public void setRules(long hash) {
    changed |= rules != hash;
    rules = hash;
  }

  /** The latest moment that it was evaluated for: time does not go back. Epoch milliseconds. */
  public long evaluatedAt() {
    return evaluatedAt;
  }

  public void setEvaluatedAt(long moment) {
    evaluatedAt = moment;
    changed = true;
  }

  /** When the visitor's timer goes off; {@link #NO_TIMER} where none is set. */
  public long timer() {
    return timer;
  }

  public void setTimer(long moment) {
    changed |= timer != moment;
    timer = moment;
  }

  public List<Membership> memberships() {
    return Collections.unmodifiableList(memberships);
  }

  /** The membership in a version of a segment. */
  public @Nullable Membership membership(int segment, int version) {
    for (Membership one : memberships) {
      if (one.segment() == segment && one.version() == version) {
        return one;
      }
    }
    return null;
  }

  /** Puts a membership in the place of the one of the same segment and version. */
  public void put(Membership membership) {
    remove(membership.segment(), membership.version());
    memberships.add(membership);
    changed = true;
  }

  public void remove(int segment, int version) {
    changed |= memberships.removeIf(one -> one.segment() == segment && one.version() == version);
  }

  /** Forgets whose member the visitor is and when its timer goes off; slots stay. */
  public void leaveAll() {
    changed |= !memberships.isEmpty() || timer != NO_TIMER;
    memberships.clear();
    timer = NO_TIMER;
  }

  /** All slots that there are. */
  public List<StoredSlot> slots() {
    return Collections.unmodifiableList(slots);
  }

  public @Nullable StoredSlot slot(int number) {
    for (int i = 0; i < slots.size(); i++) {
      StoredSlot slot = slots.get(i);
      if (slot.number() == number) {
        return slot;
      }
    }
    return null;
  }

  public void put(StoredSlot slot) {
    changed = true;
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).number() == slot.number()) {
        slots.set(i, slot);
        return;
      }
    }
    slots.add(slot);
  }

  public void removeSlot(int number) {
    changed |= slots.removeIf(slot -> slot.number() == number);
  }

  /** The first moment at which a slot changes by time alone. */
  public long changesAt() {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < slots.size(); i++) {
      first = Math.min(first, slots.get(i).changesAt());
    }
    return first;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeLongBigEndian(rules).writeZigzag(evaluatedAt);
    out.writeVarint(timer == NO_TIMER ? 0 : timer + 1);
    out.writeVarint(memberships.size());
    for (Membership one : memberships) {
      out.writeIntLittleEndian(one.segment())
          .writeVarint((long) one.version() << 1 | (one.announced() ? 1 : 0))
          .writeZigzag(evaluatedAt - one.since());
    }
    for (StoredSlot slot : slots) {
      boolean changes = slot.changesAt() != Long.MAX_VALUE;
      out.writeIntLittleEndian(slot.number());
      out.writeByte((slot.holds() ? 1 : 0) | (changes ? 2 : 0));
      if (changes) {
        out.writeZigzag(slot.changesAt() - evaluatedAt);
      }
      out.writeVarint(slot.bytes().length).writeBytes(slot.bytes());
    }
  }

  @Override
  public boolean changed() {
    return changed;
  }

  private static StoredSlot readSlot(ByteReader in, long evaluatedAt) {
    int number = in.readIntLittleEndian();
    int flags = in.readByte();
    long changesAt = (flags & 2) == 0 ? Long.MAX_VALUE : evaluatedAt + in.readZigzag();
    byte[] bytes = in.readBytes(in.readLength());
    return new StoredSlot(number, (flags & 1) == 1, changesAt, bytes);
  }
}
