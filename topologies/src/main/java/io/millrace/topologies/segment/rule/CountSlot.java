package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;

/** The latest timestamps of a counted event: as many as are needed to decide. */
final class CountSlot implements Slot {
  private final Behaviour.Count rule;
  private final Timestamps timestamps;

  CountSlot(Behaviour.Count rule) {
    this.rule = rule;
    this.timestamps = new Timestamps(rule.bound().kept(rule.times()), false);
  }

  CountSlot(Behaviour.Count rule, ByteReader in) {
    this.rule = rule;
    this.timestamps = new Timestamps(rule.bound().kept(rule.times()), false, in);
  }

  @Override
  public SlotEffect add(Event event) {
    return SlotEffect.decidesIf(
        rule.events().test(event) && timestamps.add(Behaviour.timestampOf(event)));
  }

  @Override
  public void absorb(Slot other) {
    timestamps.absorb(((CountSlot) other).timestamps);
  }

  @Override
  public Verdict verdict(Behaviour asked, long now) {
    var count = (Behaviour.Count) asked;
    return Verdicts.ofTimes(count.bound(), count.times(), count.within(), timestamps, now);
  }

  @Override
  public Evidence evidence(Behaviour asked, long now) {
    var count = (Behaviour.Count) asked;
    long from = count.within() == Behaviour.EVER ? Long.MIN_VALUE : now - count.within();
    var within = timestamps.after(from, count.bound().kept(count.times()));
    return Evidence.of(within.size(), within);
  }

  @Override
  public void forget(long now) {
    if (rule.within() != Behaviour.EVER) {
      timestamps.dropUntil(now - rule.within());
    }
  }

  @Override
  public boolean isEmpty() {
    return timestamps.size() == 0;
  }

  @Override
  public void write(ByteWriter out) {
    timestamps.write(out);
  }
}
