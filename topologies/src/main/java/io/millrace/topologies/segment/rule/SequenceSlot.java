package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The latest moments at which something happened that a sequence knows: which of its steps, or what
 * must not be between, as a set of bits. All are kept that can still matter, as a late event may
 * complete, shorten or break any of them; at most {@link #MAX}.
 *
 * <p>Bytes: how many, the first moment, and for each the distance to the one before it together
 * with the bits, which are few and the lowest.
 */
final class SequenceSlot implements Slot {
  /** How many moments are kept. */
  static final int MAX = 128;

  private static final long NONE = Long.MIN_VALUE;

  private final Behaviour.Sequence rule;

  /** By moment, oldest first; each moment once. */
  private long[] moments;

  private int[] happened;
  private int size;

  SequenceSlot(Behaviour.Sequence rule) {
    this.rule = rule;
    this.moments = new long[4];
    this.happened = new int[4];
  }

  SequenceSlot(Behaviour.Sequence rule, ByteReader in) {
    this.rule = rule;
    this.size = in.readLength();
    this.moments = new long[size + 1];
    this.happened = new int[size + 1];
    int bits = bits();
    int mask = (1 << bits) - 1;
    long moment = in.readZigzag();
    for (int i = 0; i < size; i++) {
      long packed = in.readVarint();
      moment += packed >>> bits;
      moments[i] = moment;
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
      var _ = add(slot.moments[i], slot.happened[i]);
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
   * The value is how many of the steps are there: all, or those of the longest start that is not
   * completed. The moments are those of the steps completed last.
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
    while (gone < size && moments[gone] <= now - rule.horizon()) {
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
    long moment = size == 0 ? 0 : moments[0];
    out.writeVarint(size).writeZigzag(moment);
    for (int i = 0; i < size; i++) {
      out.writeVarint((moments[i] - moment) << bits | happened[i]);
      moment = moments[i];
    }
  }

  private int breaking() {
    return 1 << rule.steps().size();
  }

  private int last() {
    return 1 << (rule.steps().size() - 1);
  }

  /** How many bits say what happened. */
  private int bits() {
    return rule.steps().size() + 1;
  }

  /**
   * What comes after all else, and is no last step, completes nothing and breaks nothing that is
   * complete.
   */
  private SlotEffect add(long moment, int bits) {
    int place = size;
    while (place > 0 && moments[place - 1] >= moment) {
      place--;
    }
    if (place < size && moments[place] == moment) {
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
    insert(place, moment, bits);
    return full || place < size - 1 || (bits & last()) != 0 ? SlotEffect.DECIDES : SlotEffect.KEPT;
  }

  private void insert(int place, long moment, int bits) {
    if (size == moments.length) {
      moments = Arrays.copyOf(moments, Math.min(MAX, size + size / 2 + 1));
      happened = Arrays.copyOf(happened, moments.length);
    }
    System.arraycopy(moments, place, moments, place + 1, size - place);
    System.arraycopy(happened, place, happened, place + 1, size - place);
    moments[place] = moment;
    happened[place] = bits;
    size++;
  }

  private void drop(int oldest) {
    size -= oldest;
    System.arraycopy(moments, oldest, moments, 0, size);
    System.arraycopy(happened, oldest, happened, 0, size);
  }

  /**
   * When the sequence was completed last, without the way there; {@link #NONE} for never. The same
   * walk as {@link Walk}'s, which every event of a visitor does not need.
   */
  private long completedAt(long gap) {
    int steps = rule.steps().size();
    long[] reached = new long[steps];
    Arrays.fill(reached, NONE);
    long completed = NONE;
    for (int place = 0; place < size; place++) {
      int there = reachedBy(happened[place], moments[place], reached, gap);
      if ((happened[place] & breaking()) != 0) {
        Arrays.fill(reached, NONE);
      }
      for (int step = 0; there >> step != 0; step++) {
        if ((there >> step & 1) != 0) {
          reached[step] = moments[place];
        }
      }
      if ((there & last()) != 0) {
        completed = moments[place];
      }
    }
    return completed;
  }

  /** Which of the steps that happened at a moment go on from the ones before them, as bits. */
  private int reachedBy(int bits, long moment, long[] reached, long gap) {
    int there = bits & 1;
    for (int step = 1; step < reached.length; step++) {
      long previous = reached[step - 1];
      if ((bits >> step & 1) != 0 && previous != NONE && moment - previous < gap) {
        there |= 1 << step;
      }
    }
    return there;
  }

  /**
   * Goes through the moments in order. For each step it is enough to remember the latest moment at
   * which it was reached: what could go on from an earlier one can go on from the latest.
   */
  private final class Walk {
    private static final int NOWHERE = -1;

    private final int steps = rule.steps().size();

    /** Where each step was reached last, as a place among the moments. */
    private final int[] reached = new int[steps];

    /** By place and step: where the step before it was reached. */
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
        way.addFirst(moments[place]);
        place = before[place * steps + step];
      }
      return way;
    }

    /** From the last step to the first, so that a moment is not two steps of one way. */
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
      return previous != NOWHERE && moments[place] - moments[previous] < gap;
    }
  }
}
