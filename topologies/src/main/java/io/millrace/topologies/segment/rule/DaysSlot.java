package io.millrace.topologies.segment.rule;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** The latest days, in the rule's time zone, with an event. */
final class DaysSlot implements Slot {
  private final Behaviour.Regularly rule;
  private final Timestamps days;

  DaysSlot(Behaviour.Regularly rule) {
    this.rule = rule;
    this.days = new Timestamps(rule.days(), true);
  }

  DaysSlot(Behaviour.Regularly rule, ByteReader in) {
    this.rule = rule;
    this.days = new Timestamps(rule.days(), true, in);
  }

  @Override
  public SlotEffect add(Event event) {
    return SlotEffect.decidesIf(
        rule.events().test(event) && days.add(dayOf(Behaviour.timestampOf(event))));
  }

  @Override
  public void absorb(Slot other) {
    days.absorb(((DaysSlot) other).days);
  }

  @Override
  public Verdict verdict(Behaviour asked, long now) {
    var regularly = (Behaviour.Regularly) asked;
    return days.size() < regularly.days()
        ? new Verdict(false, Verdict.NEVER)
        : Verdicts.until(startOf(days.latest(regularly.days()) + regularly.of()), now);
  }

  @Override
  public Evidence evidence(Behaviour asked, long now) {
    var regularly = (Behaviour.Regularly) asked;
    List<Long> within = days.after(dayOf(now) - regularly.of(), regularly.days());
    return Evidence.of(within.size(), within.stream().map(this::startOf).toList());
  }

  @Override
  public void forget(long now) {
    days.dropUntil(dayOf(now) - rule.of());
  }

  @Override
  public boolean isEmpty() {
    return days.size() == 0;
  }

  @Override
  public void write(ByteWriter out) {
    days.write(out);
  }

  private long dayOf(long timestamp) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(timestamp), rule.zone()).toEpochDay();
  }

  private long startOf(long day) {
    return LocalDate.ofEpochDay(day).atStartOfDay(rule.zone()).toInstant().toEpochMilli();
  }
}
