package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import java.util.List;

/** The last timestamp of an event. */
final class StoppedSlot implements Slot {
  private static final long NONE = Long.MIN_VALUE;

  private final Behaviour.Stopped rule;
  private long last = NONE;

  StoppedSlot(Behaviour.Stopped rule) {
    this.rule = rule;
  }

  StoppedSlot(Behaviour.Stopped rule, ByteReader in) {
    this.rule = rule;
    this.last = in.readZigzag();
  }

  @Override
  public SlotEffect add(Event event) {
    return SlotEffect.decidesIf(rule.events().test(event) && add(Behaviour.timestampOf(event)));
  }

  @Override
  public void absorb(Slot other) {
    add(((StoppedSlot) other).last);
  }

  @Override
  public Verdict verdict(Behaviour asked, long now) {
    return isEmpty()
        ? new Verdict(false, Verdict.NEVER)
        : Verdicts.from(Verdict.expiresAt(last, ((Behaviour.Stopped) asked).within()), now);
  }

  @Override
  public Evidence evidence(Behaviour asked, long now) {
    return isEmpty()
        ? Evidence.of(Double.NaN, List.of())
        : Evidence.of((now - last) / 1000.0, List.of(last));
  }

  @Override
  public void forget(long now) {}

  @Override
  public boolean isEmpty() {
    return last == NONE;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeZigzag(last);
  }

  private boolean add(long timestamp) {
    boolean later = timestamp > last;
    last = Math.max(last, timestamp);
    return later;
  }
}
