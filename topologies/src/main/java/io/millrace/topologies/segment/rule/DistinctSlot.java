package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values that came latest, each with its latest moment, as many as it takes to know: a value
 * that had to go was older than all that stayed, and comes back by itself when it comes again.
 * Values are kept as 64-bit hashes.
 */
final class DistinctSlot implements Slot, Verdicts.Latest {
  private final Behaviour.Distinct rule;
  private final int kept;

  /** By moment, oldest first. */
  private long[] moments;

  private long[] values;
  private int size;

  DistinctSlot(Behaviour.Distinct rule) {
    this.rule = rule;
    this.kept = rule.bound().kept(rule.values());
    this.moments = new long[2];
    this.values = new long[2];
  }

  DistinctSlot(Behaviour.Distinct rule, ByteReader in) {
    this.rule = rule;
    this.kept = rule.bound().kept(rule.values());
    this.size = in.readLength();
    this.moments = new long[size + 1];
    this.values = new long[size + 1];
    long moment = 0;
    for (int i = 0; i < size; i++) {
      moment = i == 0 ? in.readZigzag() : moment + in.readVarint();
      moments[i] = moment;
      values[i] = in.readLongBigEndian();
    }
  }

  @Override
  public SlotEffect add(Event event) {
    if (!rule.events().test(event)) {
      return SlotEffect.NOTHING;
    }
    String value = rule.field().text(event);
    return SlotEffect.decidesIf(
        !value.isEmpty() && add(Hash.of(value), Behaviour.timestampOf(event)));
  }

  @Override
  public void absorb(Slot other) {
    var slot = (DistinctSlot) other;
    for (int i = 0; i < slot.size; i++) {
      add(slot.values[i], slot.moments[i]);
    }
  }

  @Override
  public Verdict verdict(Behaviour asked, long now) {
    var distinct = (Behaviour.Distinct) asked;
    return Verdicts.ofTimes(distinct.bound(), distinct.values(), distinct.within(), this, now);
  }

  @Override
  public Evidence evidence(Behaviour asked, long now) {
    var distinct = (Behaviour.Distinct) asked;
    List<Long> within = new ArrayList<>();
    int most = distinct.bound().kept(distinct.values());
    for (int i = Math.max(0, size - most); i < size; i++) {
      if (now < Verdict.expiresAt(moments[i], distinct.within())) {
        within.add(moments[i]);
      }
    }
    return Evidence.of(within.size(), within);
  }

  @Override
  public void forget(long now) {
    while (size > 0 && Verdict.expiresAt(moments[0], rule.within()) <= now) {
      remove(0);
    }
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
      out.writeLongBigEndian(values[i]);
    }
  }

  @Override
  public long latest(int nth) {
    return nth > size ? NONE : moments[size - nth];
  }

  private boolean add(long value, long moment) {
    int known = find(value);
    if (known >= 0) {
      if (moments[known] >= moment) {
        return false;
      }
      remove(known);
    } else if (size == kept) {
      if (moments[0] >= moment) {
        return false;
      }
      remove(0);
    }
    insert(value, moment);
    return true;
  }

  private int find(long value) {
    for (int i = 0; i < size; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    return -1;
  }

  private void remove(int place) {
    size--;
    System.arraycopy(moments, place + 1, moments, place, size - place);
    System.arraycopy(values, place + 1, values, place, size - place);
  }

  private void insert(long value, long moment) {
    if (size == moments.length) {
      moments = Arrays.copyOf(moments, size + size / 2 + 1);
      values = Arrays.copyOf(values, moments.length);
    }
    int place = size;
    while (place > 0 && moments[place - 1] > moment) {
      place--;
    }
    System.arraycopy(moments, place, moments, place + 1, size - place);
    System.arraycopy(values, place, values, place + 1, size - place);
    moments[place] = moment;
    values[place] = value;
    size++;
  }
}
