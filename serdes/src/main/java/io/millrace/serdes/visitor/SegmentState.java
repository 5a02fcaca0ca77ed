package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the visitor for the segments of the tenant: a slot for each behaviour of which there
 * is a trace, and the versions of segments that the visitor is in.
 *
 * <p>Bytes: the format, the rules and the time of the last evaluation, the due time of the timer,
 * memberships, slots. The last two are decoded on first access only, and nothing in them depends on
 * the time of the evaluation, so that an event pays for what it does not change by the copying
 * only.
 */
public final class SegmentState implements Section {
  /** Where it is in a record. */
  public static final SectionType<SegmentState> SECTION =
      new SectionType<>(4, SegmentState::read, SegmentState::new);

  /** No timer is set. */
  public static final long NO_TIMER = Long.MAX_VALUE;

  private static final int FORMAT = 1;

  private final List<StoredSlot> slots = new ArrayList<>();
  private Memberships memberships = new Memberships();
  private long rules;
  private long evaluatedAt = Long.MIN_VALUE;
  private long timer = NO_TIMER;
  private boolean changed;

  /**
   * The membership in a version of a segment.
   *
   * @param segment its number: a hash of its name
   * @param since when the visitor entered, epoch milliseconds
   * @param announced whether a change record was sent for it
   */
  public record Membership(int segment, int version, long since, boolean announced) {}

  static SegmentState read(ByteReader in) {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new MalformedBytes(
          "a visitor's segments must have format %d, but had %d".formatted(FORMAT, format));
    }
    var state = new SegmentState();
    state.rules = in.readLongBigEndian();
    state.evaluatedAt = in.readZigzag();
    state.timer = in.readVarint() - 1;
    state.timer = state.timer < 0 ? NO_TIMER : state.timer;
    state.memberships = Memberships.read(in, in.readLength());
    while (in.remaining() > 0) {
      state.slots.add(StoredSlot.read(in));
    }
    return state;
  }

  /** The rules of the last evaluation: a hash of all rules of the tenant; 0 if there was none. */
  public long rules() {
    return rules;
  }

  /** Records the rules of the last evaluation by their hash. */
  public void setRules(long hash) {
    changed |= rules != hash;
    rules = hash;
  }

  /** The latest time for which it was evaluated, epoch milliseconds; it does not decrease. */
  public long evaluatedAt() {
    return evaluatedAt;
  }

  /** Records the time of the last evaluation, epoch milliseconds. */
  public void setEvaluatedAt(long timestamp) {
    evaluatedAt = timestamp;
    changed = true;
  }

  /** The due time of the visitor's timer, epoch milliseconds; {@link #NO_TIMER} if none is set. */
  public long timer() {
    return timer;
  }

  /** Sets the due time of the timer, epoch milliseconds, or {@link #NO_TIMER}. */
  public void setTimer(long timestamp) {
    changed |= timer != timestamp;
    timer = timestamp;
  }

  /** All memberships of the visitor. */
  public List<Membership> memberships() {
    return memberships.all();
  }

  /** The membership in this version of the segment; null if there is none. */
  public @Nullable Membership membership(int segment, int version) {
    return memberships.find(segment, version);
  }

  /** Adds a membership, or replaces the one of the same segment and version. */
  public void put(Membership membership) {
    memberships.put(membership);
    changed = true;
  }

  /** Removes the membership in this version of the segment. */
  public void remove(int segment, int version) {
    changed |= memberships.remove(segment, version);
  }

  /** Removes all memberships and the timer; slots stay. */
  public void leaveAll() {
    changed |= !memberships.isEmpty() || timer != NO_TIMER;
    memberships.clear();
    timer = NO_TIMER;
  }

  /** All slots that are present. */
  public List<StoredSlot> slots() {
    return Collections.unmodifiableList(slots);
  }

  /** The slot of this number; an empty one if it is not present. */
  public @Nullable StoredSlot slot(int number) {
    int place = place(number);
    return place < 0 ? null : slots.get(place);
  }

  /** Adds a slot, or replaces the one of the same number. */
  public void put(StoredSlot slot) {
    changed = true;
    int place = place(slot.number());
    if (place < 0) {
      slots.add(slot);
    } else {
      slots.set(place, slot);
    }
  }

  /** Removes the slot of this number. */
  public void removeSlot(int number) {
    int place = place(number);
    if (place >= 0) {
      var _ = slots.remove(place);
      changed = true;
    }
  }

  /** The earliest time at which a slot changes by time alone, epoch milliseconds. */
  public long changesAt() {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < slots.size(); i++) {
      first = Math.min(first, slots.get(i).changesAt());
    }
    return first;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeByte(FORMAT).writeLongBigEndian(rules).writeZigzag(evaluatedAt);
    out.writeVarint(timer == NO_TIMER ? 0 : timer + 1);
    memberships.write(out);
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).write(out);
    }
  }

  @Override
  public boolean changed() {
    return changed;
  }

  private int place(int number) {
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).number() == number) {
        return i;
      }
    }
    return -1;
  }
}
