package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The latest timestamps with events of a sequence: which of its steps, or an excluded event, as a
 * set of bits. All that can still matter are kept, as a late event may complete, shorten or break a
 * sequence; at most {@link #MAX}.
 *
 * <p>Bytes: how many, the first timestamp, and for each the difference to the previous one together
 * with the bits, which are few and the lowest.
 */
final class SequenceSlot implements Slot {
  /** The maximum number of timestamps. */
  static final int MAX = 128;

  private static final long NONE = Long.MIN_VALUE;

  private final Behaviour.Sequence rule;

  /** By timestamp, oldest first; each once. */
  private long[] timestamps;

  private int[] happened;
  private int size;

  SequenceSlot(Behaviour.Sequence rule) {
    this.rule = rule;
    this.timestamps = new long[4];
    this.happened = new int[4];
  }

  SequenceSlot(Behaviour.Sequence rule, ByteReader in) {
    this.rule = rule;
    this.size = in.readLength();
    this.timestamps = new long[size + 1];
    this.happened = new int[size + 1];
    int bits = bits();
    int mask = (1 << bits) - 1;
    long timestamp = in.readZigzag();
    for (int i = 0; i < size; i++) {
      long packed = in.readVarint();
      timestamp += packed >>> bits;
      timestamps[i] = timestamp;
      happened[i] = (int) packed & mask;
    }
  }

  @Override
  public SlotEffect add(Event event) {
    int bits = 0;
    for (int step = 0; step < rule.steps().size(); step++) {
      if (rule.steps().get(step).test(event)) {
        bits |= 1 << step;
      }
    }
    if (rule.without().isPresent() && rule.without().get().test(event)) {
      bits |= breaking();
    }
    return bits == 0 ? SlotEffect.NOTHING : add(Behaviour.timestampOf(event), bits);
  }

  @Override
  public void absorb(Slot other) {
    var slot = (SequenceSlot) other;
    for (int i = 0; i < slot.size; i++) {
      var _ = add(slot.timestamps[i], slot.happened[i]);
    }
  }

  @Override
  public Verdict verdict(Behaviour asked, long now) {
    var sequence = (Behaviour.Sequence) asked;
    long completed = completedAt(sequence.gap());
    return completed == NONE
        ? new Verdict(false, Verdict.NEVER)
        : Verdicts.until(Verdict.expiresAt(completed, sequence.within()), now);
  }

  /**
   * The value is the number of completed steps: all, or those of the longest incomplete sequence.
   * The timestamps are those of the steps completed last.
   */
  @Override
  public Evidence evidence(Behaviour asked, long now) {
    var walk = new Walk(((Behaviour.Sequence) asked).gap());
    return Evidence.of(walk.furthest, walk.completed());
  }

  @Override
  public void forget(long now) {
    if (rule.within() == Behaviour.EVER) {
      return;
    }
    int gone = 0;
    while (gone < size && timestamps[gone] <= now - rule.horizon()) {
      gone++;
    }
    drop(gone);
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  @Override
  public void write(ByteWriter out) {
    int bits = bits();
    long timestamp = size == 0 ? 0 : timestamps[0];
    out.writeVarint(size).writeZigzag(timestamp);
    for (int i = 0; i < size; i++) {
      out.writeVarint((timestamps[i] - timestamp) << bits | happened[i]);
      timestamp = timestamps[i];
    }
  }

  private int breaking() {
    return 1 << rule.steps().size();
  }

  private int last() {
    return 1 << (rule.steps().size() - 1);
  }

  /** The number of bits per timestamp. */
  private int bits() {
    return rule.steps().size() + 1;
  }

  /**
   * An event after all others that is no last step completes nothing and breaks nothing that is
   * complete.
   */
  private SlotEffect add(long timestamp, int bits) {
    int place = size;
    while (place > 0 && timestamps[place - 1] >= timestamp) {
      place--;
    }
    if (place < size && timestamps[place] == timestamp) {
      int known = happened[place];
      happened[place] = known | bits;
      return SlotEffect.decidesIf(happened[place] != known);
    }
    boolean full = size == MAX;
    if (full) {
      if (place == 0) {
        return SlotEffect.NOTHING;
      }
      drop(1);
      place--;
    }
    insert(place, timestamp, bits);
    return full || place < size - 1 || (bits & last()) != 0 ? SlotEffect.DECIDES : SlotEffect.KEPT;
  }

  private void insert(int place, long timestamp, int bits) {
    if (size == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, Math.min(MAX, size + size / 2 + 1));
      happened = Arrays.copyOf(happened, timestamps.length);
    }
    System.arraycopy(timestamps, place, timestamps, place + 1, size - place);
    System.arraycopy(happened, place, happened, place + 1, size - place);
    timestamps[place] = timestamp;
    happened[place] = bits;
    size++;
  }

  private void drop(int oldest) {
    size -= oldest;
    System.arraycopy(timestamps, oldest, timestamps, 0, size);
    System.arraycopy(happened, oldest, happened, 0, size);
  }

  /**
   * When the sequence was completed last, without the path; {@link #NONE} for never. The same pass
   * as {@link Walk}'s, which is not needed for every event of a visitor.
   */
  private long completedAt(long gap) {
    int steps = rule.steps().size();
    long[] reached = new long[steps];
    Arrays.fill(reached, NONE);
    long completed = NONE;
    for (int place = 0; place < size; place++) {
      int there = reachedBy(happened[place], timestamps[place], reached, gap);
      if ((happened[place] & breaking()) != 0) {
        Arrays.fill(reached, NONE);
      }
      for (int step = 0; there >> step != 0; step++) {
        if ((there >> step & 1) != 0) {
          reached[step] = timestamps[place];
        }
      }
      if ((there & last()) != 0) {
        completed = timestamps[place];
      }
    }
    return completed;
  }

  /** Which of the steps at a timestamp continue the previous ones, as bits. */
  private int reachedBy(int bits, long timestamp, long[] reached, long gap) {
    int there = bits & 1;
    for (int step = 1; step < reached.length; step++) {
      long previous = reached[step - 1];
      if ((bits >> step & 1) != 0 && previous != NONE && timestamp - previous < gap) {
        there |= 1 << step;
      }
    }
    return there;
  }

  /**
   * Goes through the timestamps in order. For each step it is enough to remember the latest
   * timestamp at which it was reached: a continuation of an earlier one also continues the latest.
   */
  private final class Walk {
    private static final int NOWHERE = -1;

    private final int steps = rule.steps().size();

    /** The index of the timestamp at which each step was reached last. */
    private final int[] reached = new int[steps];

    /** By index and step: where the previous step was reached. */
    private final int[] before = new int[size * steps];

    private final long gap;
    private int completed = NOWHERE;
    private int furthest;

    Walk(long gap) {
      this.gap = gap;
      Arrays.fill(reached, NOWHERE);
      for (int place = 0; place < size; place++) {
        take(place);
      }
    }

    List<Long> completed() {
      var way = new ArrayList<Long>();
      int place = completed;
      for (int step = steps - 1; step >= 0 && place != NOWHERE; step--) {
        way.addFirst(timestamps[place]);
        place = before[place * steps + step];
      }
      return way;
    }

    /** From the last step to the first, so that a timestamp is not two steps of one path. */
    private void take(int place) {
      int there = 0;
      for (int step = steps - 1; step >= 0; step--) {
        if ((happened[place] & (1 << step)) != 0 && isReached(step, place)) {
          before[place * steps + step] = step == 0 ? NOWHERE : reached[step - 1];
          there |= 1 << step;
        }
      }
      if ((happened[place] & breaking()) != 0) {
        Arrays.fill(reached, NOWHERE);
      }
      for (int step = 0; step < steps; step++) {
        if ((there & (1 << step)) != 0) {
          reached[step] = place;
          furthest = Math.max(furthest, step + 1);
        }
      }
      if ((there & (1 << (steps - 1))) != 0) {
        completed = place;
      }
    }

    private boolean isReached(int step, int place) {
      if (step == 0) {
        return true;
      }
      int previous = reached[step - 1];
      return previous != NOWHERE && timestamps[place] - timestamps[previous] < gap;
    }
  }
}
