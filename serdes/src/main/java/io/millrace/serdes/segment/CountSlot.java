package io.millrace.serdes.segment;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;

/** The latest moments of a counted event: as many as it takes to know. */
final class CountSlot implements Slot {
  private final Behaviour.Count rule;
  private final Moments moments;

  CountSlot(Behaviour.Count rule) {
    this.rule = rule;
    this.moments = new Moments(rule.bound().kept(rule.times()), false);
  }

  CountSlot(Behaviour.Count rule, ByteReader in) {
    this.rule = rule;
    this.moments = new Moments(rule.bound().kept(rule.times()), false, in);
  }

  @Override
  public boolean add(Event event) {
    return rule.events().test(event) && moments.add(Behaviour.momentOf(event));
  }

  @Override
  public void absorb(Slot other) {
    moments.absorb(((CountSlot) other).moments);
  }

  @Override
  public Verdict verdict(long now) {
    return Verdicts.ofTimes(rule.bound(), rule.times(), this::leaves, now);
  }

  @Override
  public Evidence evidence(long now) {
    var within =
        moments.after(rule.within() == Behaviour.EVER ? Long.MIN_VALUE : now - rule.within());
    return Evidence.of(within.size(), within);
  }

  @Override
  public void forget(long now) {
    if (rule.within() != Behaviour.EVER) {
      moments.dropUntil(now - rule.within());
    }
  }

  @Override
  public boolean isEmpty() {
    return moments.size() == 0;
  }

  @Override
  public void write(ByteWriter out) {
    moments.write(out);
  }

  private long leaves(int nth) {
    return nth > moments.size()
        ? Long.MIN_VALUE
        : Verdict.leaves(moments.latest(nth), rule.within());
  }
}
