package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The latest values, each with its latest timestamp, as many as are needed to decide: an evicted
 * value was older than all that stayed, and is added again when it occurs again. Values are kept as
 * 64-bit hashes.
 */
final class DistinctSlot implements Slot, Verdicts.Latest {
  private final Behaviour.Distinct rule;
  private final int kept;

  /** By timestamp, oldest first. */
  private long[] timestamps;

  private long[] values;
  private int size;

  DistinctSlot(Behaviour.Distinct rule) {
    this.rule = rule;
    this.kept = rule.bound().kept(rule.values());
    this.timestamps = new long[2];
    this.values = new long[2];
  }

  DistinctSlot(Behaviour.Distinct rule, ByteReader in) {
    this.rule = rule;
    this.kept = rule.bound().kept(rule.values());
    this.size = in.readLength();
    this.timestamps = new long[size + 1];
    this.values = new long[size + 1];
    long timestamp = 0;
    for (int i = 0; i < size; i++) {
      timestamp = i == 0 ? in.readZigzag() : timestamp + in.readVarint();
      timestamps[i] = timestamp;
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
      add(slot.values[i], slot.timestamps[i]);
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
      if (now < Verdict.expiresAt(timestamps[i], distinct.within())) {
        within.add(timestamps[i]);
      }
    }
    return Evidence.of(within.size(), within);
  }

  @Override
  public void forget(long now) {
    while (size > 0 && Verdict.expiresAt(timestamps[0], rule.within()) <= now) {
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
        out.writeZigzag(timestamps[i]);
      } else {
        out.writeVarint(timestamps[i] - timestamps[i - 1]);
      }
      out.writeLongBigEndian(values[i]);
    }
  }

  @Override
  public long latest(int nth) {
    return nth > size ? NONE : timestamps[size - nth];
  }

  private boolean add(long value, long timestamp) {
    int known = find(value);
    if (known >= 0) {
      if (timestamps[known] >= timestamp) {
        return false;
      }
      remove(known);
    } else if (size == kept) {
      if (timestamps[0] >= timestamp) {
        return false;
      }
      remove(0);
    }
    insert(value, timestamp);
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
    System.arraycopy(timestamps, place + 1, timestamps, place, size - place);
    System.arraycopy(values, place + 1, values, place, size - place);
  }

  private void insert(long value, long timestamp) {
    if (size == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, size + size / 2 + 1);
      values = Arrays.copyOf(values, timestamps.length);
    }
    int place = size;
    while (place > 0 && timestamps[place - 1] > timestamp) {
      place--;
    }
    System.arraycopy(timestamps, place, timestamps, place + 1, size - place);
    System.arraycopy(values, place, values, place + 1, size - place);
    timestamps[place] = timestamp;
    values[place] = value;
    size++;
  }
}
