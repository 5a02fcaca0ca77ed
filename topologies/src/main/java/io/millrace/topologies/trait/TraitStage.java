package io.millrace.topologies.trait;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.visitor.Trait;
import io.millrace.serdes.visitor.TraitValue;
import io.millrace.serdes.visitor.Traits;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.IdentityLink;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageOutputs;

/**
 * Stores the traits of identify events, and adds the visitor's plan to every event, and the country
 * if the event has none.
 */
final class TraitStage implements Stage {
  static final String PLAN = "plan";
  static final String COUNTRY = "country";
  private static final String TRAITS_FULL = "traits-full";

  private final StageOutputs outputs;

  TraitStage(StageOutputs outputs) {
    this.outputs = outputs;
  }

  @Override
  public Event apply(Event event, VisitorRecord visitor) {
    Traits traits = visitor.traits();
    if (event.type() == EventType.IDENTIFY && !keep(event, traits)) {
      outputs.dropped(event.tenant(), TRAITS_FULL);
    }
    String country = event.country().isEmpty() ? traits.text(COUNTRY) : event.country();
    return event.enriched(country, traits.text(PLAN));
  }

  @Override
  public void absorb(VisitorRecord visitor, VisitorRecord other, IdentityLink link) {
    boolean all = true;
    for (var trait : other.traits().all().entrySet()) {
      all &= visitor.traits().put(trait.getKey(), trait.getValue());
    }
    if (!all) {
      outputs.dropped(link.root().tenant(), TRAITS_FULL);
    }
  }

  @Override
  public void forget(VisitorKey key, VisitorRecord visitor) {
    // What went on are events, which are not this stage's to take back.
  }

  private static boolean keep(Event event, Traits traits) {
    Properties properties = event.properties();
    boolean all = true;
    for (var text : properties.texts().entrySet()) {
      all &= put(text.getKey(), new TraitValue.Text(text.getValue()), event, traits);
    }
    for (var number : properties.numbers().entrySet()) {
      all &= put(number.getKey(), new TraitValue.Numeric(number.getValue()), event, traits);
    }
    for (var flag : properties.booleans().entrySet()) {
      all &= put(flag.getKey(), new TraitValue.Flag(flag.getValue()), event, traits);
    }
    return all;
  }

  private static boolean put(String name, TraitValue value, Event event, Traits traits) {
    return traits.put(name, new Trait(value, event.occurredAt()));
  }
}
