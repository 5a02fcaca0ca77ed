package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the segments of a visitor's tenant know of the visitor: a slot for what behaviours look at
 * and that left a trace, and the versions of segments that the visitor is in.
 *
 * <p>Bytes: the format, what it was evaluated by and when, the due moment of its timer,
 * memberships, slots. Both stay as the bytes they were until somebody asks for them, and nothing in
 * them depends on when it was evaluated, so that what an event does not touch costs it nothing but
 * the copying.
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
   * That the visitor is in a version of a segment.
   *
   * @param segment its number: a hash of its name
   * @param since when the visitor came in, epoch milliseconds
   * @param announced whether the visitor has been announced as a member of the segment
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
    return memberships.all();
  }

  /** The membership in a version of a segment. */
  public @Nullable Membership membership(int segment, int version) {
    return memberships.find(segment, version);
  }

  /** Puts a membership in the place of the one of the same segment and version. */
  public void put(Membership membership) {
    memberships.put(membership);
    changed = true;
  }

  public void remove(int segment, int version) {
    changed |= memberships.remove(segment, version);
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
    int place = place(number);
    return place < 0 ? null : slots.get(place);
  }

  public void put(StoredSlot slot) {
    changed = true;
    int place = place(slot.number());
    if (place < 0) {
      slots.add(slot);
    } else {
      slots.set(place, slot);
    }
  }

  public void removeSlot(int number) {
    int place = place(number);
    if (place >= 0) {
      var _ = slots.remove(place);
      changed = true;
    }
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
