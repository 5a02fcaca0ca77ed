package io.millrace.serdes.segment;

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
    long moment = 0;
    for (int i = 0; i < size; i++) {
      moment = i == 0 ? in.readZigzag() : moment + in.readVarint();
      moments[i] = moment;
      happened[i] = (int) in.readVarint();
    }
  }

  @Override
  public boolean add(Event event) {
    int bits = 0;
    for (int step = 0; step < rule.steps().size(); step++) {
      if (rule.steps().get(step).test(event)) {
        bits |= 1 << step;
      }
    }
    if (rule.without().isPresent() && rule.without().get().test(event)) {
      bits |= breaking();
    }
    return bits != 0 && add(Behaviour.momentOf(event), bits);
  }

  @Override
  public void absorb(Slot other) {
    var slot = (SequenceSlot) other;
    for (int i = 0; i < slot.size; i++) {
      add(slot.moments[i], slot.happened[i]);
    }
  }

  @Override
  public Verdict verdict(long now) {
    long completed = new Walk().completedAt();
    return completed == NONE
        ? new Verdict(false, Verdict.NEVER)
        : Verdicts.until(Verdict.leaves(completed, rule.within()), now);
  }

  /**
   * The value is how many of the steps are there: all, or those of the longest start that is not
   * completed. The moments are those of the steps completed last.
   */
  @Override
  public Evidence evidence(long now) {
    var walk = new Walk();
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
    out.writeVarint(size);
    for (int i = 0; i < size; i++) {
      if (i == 0) {
        out.writeZigzag(moments[i]);
      } else {
        out.writeVarint(moments[i] - moments[i - 1]);
      }
      out.writeVarint(happened[i]);
    }
  }

  private int breaking() {
    return 1 << rule.steps().size();
  }

  private boolean add(long moment, int bits) {
    int place = size;
    while (place > 0 && moments[place - 1] >= moment) {
      place--;
    }
    if (place < size && moments[place] == moment) {
      int known = happened[place];
      happened[place] = known | bits;
      return happened[place] != known;
    }
    if (size == MAX) {
      if (place == 0) {
        return false;
      }
      drop(1);
      place--;
    }
    insert(place, moment, bits);
    return true;
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

    private int completed = NOWHERE;
    private int furthest;

    Walk() {
      Arrays.fill(reached, NOWHERE);
      for (int place = 0; place < size; place++) {
        take(place);
      }
    }

    long completedAt() {
      return completed == NOWHERE ? NONE : moments[completed];
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
      return previous != NOWHERE && moments[place] - moments[previous] < rule.gap();
    }
  }
}
