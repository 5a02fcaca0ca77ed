package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two numbers of each event within a time span, by timestamp. Exact to the millisecond up to {@link
 * #MAX} timestamps; beyond that they are rounded to steps, twice as long each time it is necessary.
 * Rounded values expire with the last millisecond of their step: at most a 128th of the time span
 * too late, as steps are that much shorter.
 */
final class AmountSlot implements Slot {
  /** The maximum number of timestamps. */
  static final int MAX = 256;

  private static final int ALL_TIME_BITS = 62;

  private final Behaviour.Amount rule;

  /** Timestamps are multiples of two to the power of this. */
  private int stepBits;

  /** Starts of steps, oldest first; each once. */
  private long[] starts;

  private long[] firsts;
  private long[] seconds;
  private int size;

  /** The cached result of {@link #numbers(int)}. */
  private double @Nullable [] numbers;

  private int numberedFrom;

  AmountSlot(Behaviour.Amount rule) {
    this.rule = rule;
    this.stepBits = finest();
    this.starts = new long[4];
    this.firsts = new long[4];
    this.seconds = new long[4];
  }

  AmountSlot(Behaviour.Amount rule, ByteReader in) {
    this.rule = rule;
    this.stepBits = in.readByte();
    this.size = in.readLength();
    this.starts = new long[size + 1];
    this.firsts = new long[size + 1];
    this.seconds = new long[size + 1];
    long start = 0;
    for (int i = 0; i < size; i++) {
      start = i == 0 ? in.readZigzag() : start + (in.readVarint() << stepBits);
      starts[i] = start;
      firsts[i] = in.readZigzag();
      seconds[i] = in.readVarint();
    }
  }

  @Override
  public SlotEffect add(Event event) {
    long first = rule.first(event);
    long second = rule.second(event);
    if (first == 0 && second == 0) {
      return SlotEffect.NOTHING;
    }
    add(Behaviour.timestampOf(event), first, second);
    return SlotEffect.DECIDES;
  }

  @Override
  public void absorb(Slot other) {
    var slot = (AmountSlot) other;
    if (slot.stepBits > stepBits) {
      round(slot.stepBits);
    }
    for (int i = 0; i < slot.size; i++) {
      add(slot.starts[i], slot.firsts[i], slot.seconds[i]);
    }
  }

  @Override
  public Verdict verdict(Behaviour asked, long now) {
    var amount = (Behaviour.Amount) asked;
    int from = firstWithin(now);
    double[] numbers = numbers(from);
    boolean holds = amount.comparison().test(numbers[from], amount.bound());
    for (int i = from; i < size; i++) {
      if (amount.comparison().test(numbers[i + 1], amount.bound()) != holds) {
        return new Verdict(holds, leaves(i));
      }
    }
    return new Verdict(holds, Verdict.NEVER);
  }

  @Override
  public Evidence evidence(Behaviour asked, long now) {
    long first = 0;
    long second = 0;
    List<Long> deciding = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (now < leaves(i)) {
        first = ScaledNumbers.addSaturated(first, firsts[i]);
        second += seconds[i];
        if (rule.within() != Behaviour.EVER) {
          deciding.add(starts[i]);
        }
      }
    }
    return new Evidence(((Behaviour.Amount) asked).of(first, second), deciding, 1L << stepBits);
  }

  @Override
  public void forget(long now) {
    int gone = firstWithin(now);
    if (gone > 0) {
      numbers = null;
      size -= gone;
      System.arraycopy(starts, gone, starts, 0, size);
      System.arraycopy(firsts, gone, firsts, 0, size);
      System.arraycopy(seconds, gone, seconds, 0, size);
    }
    if (size == 0) {
      stepBits = finest();
    }
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeByte(stepBits).writeVarint(size);
    for (int i = 0; i < size; i++) {
      if (i == 0) {
        out.writeZigzag(starts[i]);
      } else {
        out.writeVarint((starts[i] - starts[i - 1]) >> stepBits);
      }
      out.writeZigzag(firsts[i]).writeVarint(seconds[i]);
    }
  }

  private long leaves(int place) {
    return Verdict.expiresAt(starts[place] + (1L << stepBits) - 1, rule.within());
  }

  /** Without a time limit, all of time is one step. */
  private int finest() {
    return rule.within() == Behaviour.EVER ? ALL_TIME_BITS : 0;
  }

  private int firstWithin(long now) {
    int place = 0;
    while (place < size && leaves(place) <= now) {
      place++;
    }
    return place;
  }

  /**
   * The number over all timestamps from each index on. Behaviours that share the slot differ in
   * their comparison only.
   */
  private double[] numbers(int from) {
    double[] known = numbers;
    if (known == null || numberedFrom != from) {
      known = numbersFrom(from);
      numbers = known;
      numberedFrom = from;
    }
    return known;
  }

  private double[] numbersFrom(int from) {
    long first = 0;
    long second = 0;
    for (int i = from; i < size; i++) {
      first = ScaledNumbers.addSaturated(first, firsts[i]);
      second += seconds[i];
    }
    var numbersFrom = new double[size + 1];
    numbersFrom[from] = rule.of(first, second);
    for (int i = from; i < size; i++) {
      first -= firsts[i];
      second -= seconds[i];
      numbersFrom[i + 1] = rule.of(first, second);
    }
    return numbersFrom;
  }

  private void add(long timestamp, long first, long second) {
    numbers = null;
    long start = (timestamp >> stepBits) << stepBits;
    int place = size;
    while (place > 0 && starts[place - 1] >= start) {
      place--;
    }
    if (place < size && starts[place] == start) {
      firsts[place] = ScaledNumbers.addSaturated(firsts[place], first);
      seconds[place] += second;
      return;
    }
    insert(place, start, first, second);
    while (size > MAX) {
      round(stepBits + 1);
    }
  }

  private void insert(int place, long start, long first, long second) {
    if (size == starts.length) {
      int length = size + size / 2 + 1;
      starts = Arrays.copyOf(starts, length);
      firsts = Arrays.copyOf(firsts, length);
      seconds = Arrays.copyOf(seconds, length);
    }
    System.arraycopy(starts, place, starts, place + 1, size - place);
    System.arraycopy(firsts, place, firsts, place + 1, size - place);
    System.arraycopy(seconds, place, seconds, place + 1, size - place);
    starts[place] = start;
    firsts[place] = first;
    seconds[place] = second;
    size++;
  }

  private void round(int bits) {
    numbers = null;
    stepBits = bits;
    int last = -1;
    for (int i = 0; i < size; i++) {
      long start = (starts[i] >> bits) << bits;
      if (last >= 0 && starts[last] == start) {
        firsts[last] = ScaledNumbers.addSaturated(firsts[last], firsts[i]);
        seconds[last] += seconds[i];
      } else {
        last++;
        starts[last] = start;
        firsts[last] = firsts[i];
        seconds[last] = seconds[i];
      }
    }
    size = last + 1;
  }
}
