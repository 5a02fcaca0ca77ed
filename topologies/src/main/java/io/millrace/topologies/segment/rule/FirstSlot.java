package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import java.util.List;

/** The first timestamp of an event. */
final class FirstSlot implements Slot {
  private static final long NONE = Long.MAX_VALUE;

  private final Behaviour.First rule;
  private long first = NONE;

  FirstSlot(Behaviour.First rule) {
    this.rule = rule;
  }

  FirstSlot(Behaviour.First rule, ByteReader in) {
    this.rule = rule;
    this.first = in.readZigzag();
  }

  @Override
  public SlotEffect add(Event event) {
    return SlotEffect.decidesIf(rule.events().test(event) && add(Behaviour.timestampOf(event)));
  }

  @Override
  public void absorb(Slot other) {
    add(((FirstSlot) other).first);
  }

  @Override
  public Verdict verdict(Behaviour asked, long now) {
    return isEmpty()
        ? new Verdict(false, Verdict.NEVER)
        : Verdicts.until(Verdict.expiresAt(first, ((Behaviour.First) asked).within()), now);
  }

  @Override
  public Evidence evidence(Behaviour asked, long now) {
    return isEmpty()
        ? Evidence.of(Double.NaN, List.of())
        : Evidence.of((now - first) / 1000.0, List.of(first));
  }

  @Override
  public void forget(long now) {}

  @Override
  public boolean isEmpty() {
    return first == NONE;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeZigzag(first);
  }

  private boolean add(long timestamp) {
    boolean earlier = timestamp < first;
    first = Math.min(first, timestamp);
    return earlier;
  }
}
