package io.millrace.topologies.visitor;

import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Redirect;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.Tally;
import io.millrace.topologies.TopologySettings;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.definition.RollupView;
import io.millrace.topologies.rollup.Combiner;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes each event of a visitor once, through all stages, with one read and one write of the
 * visitor's record; and folds it into the task's rollup partials.
 */
final class VisitorProcessor implements Processor<VisitorKey, Object, Object, Object>, Emissions {
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
  private static final String DUPLICATE = "duplicate";

  private final Topics topics;
  private final TopologySettings settings;
  private final DefinitionChanges changes;
  private final Tally tally;
  private final List<Stage> stages = List.of(new TraitStage(), new SessionStage());

  private ProcessorContext<Object, Object> context;
  private KeyValueStore<Bytes, byte[]> visitors;
  private VisitorOverflow overflow;
  private Combiner combiner;
  private RollupView rollups;
  private Identities identities;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
  VisitorProcessor(
      Topics topics, TopologySettings settings, DefinitionChanges changes, Tally tally) {
    this.topics = topics;
    this.changes = changes;
    this.settings = settings;
    this.tally = tally;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    visitors = context.getStateStore(Stores.VISITORS);
    overflow =
        new VisitorOverflow(
            context.getStateStore(Stores.VISITOR_OVERFLOW),
            settings.overflowRetention().toMillis());
    combiner = context.getStateStore(Stores.COMBINER);
    combiner.sendTo(context, VisitorTopology.PARTIALS);
    rollups = new RollupView(changes, topics, context);
    identities = new Identities(visitors, overflow, stages, this, this::send);
    context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> overflow.sweep(now));
  }

  @Override
  public void process(Record<VisitorKey, Object> message) {
    switch (message.value()) {
      case Event event -> take(message, event, event.visitor(), 0);
      case Routed(Redirect(var event, var sentTo), var hops) -> take(message, event, sentTo, hops);
      case Routed routed -> identities.take(message.key(), routed, message.timestamp());
      default -> throw new IllegalArgumentException("no input: " + message.value());
    }
  }

  private void take(Record<VisitorKey, Object> message, Event event, String sentTo, int hops) {
    VisitorKey key = message.key();
    Bytes storeKey = Bytes.wrap(key.toBytes());
    byte[] known = visitors.get(storeKey);
    VisitorRecord visitor = known == null ? VisitorRecord.fresh() : VisitorRecord.fromBytes(known);
    if (identities.goesOn(key, visitor, hops)) {
      redirect(message, event, sentTo, hops, visitor.aliasOf());
      return;
    }
    long id = Hash.of(event.id());
    if (seen(key, visitor, id)) {
      dropped(event.tenant(), DUPLICATE);
      return;
    }
    overflow.addIds(key, visitor.seenIds().add(id), event.receivedAt());
    overflow.recallSessions(key, visitor, event.occurredAt());
    Event enriched = event;
    for (Stage stage : stages) {
      enriched = stage.apply(enriched, visitor, this);
    }
    overflow.spillSessions(key, visitor, event.receivedAt());
    identities.claim(key, visitor, event, sentTo);
    visitors.put(storeKey, visitor.toBytes());
    for (Rollup rollup : rollups.current().of(event.tenant())) {
      if (rollup.counts(enriched)) {
        combiner.fold(rollup, enriched);
      }
    }
    context.forward(message.withValue(enriched), VisitorTopology.ENRICHED);
  }

  /** The event goes on as the root's, with its time and headers. */
  private void redirect(
      Record<VisitorKey, Object> message, Event event, String sentTo, int hops, String root) {
    var redirected = new Routed(new Redirect(event.of(root), sentTo), hops + 1);
    context.forward(
        message.withKey(new VisitorKey(event.tenant(), root)).withValue(redirected),
        VisitorTopology.MESSAGES);
  }

  private void send(VisitorKey to, Routed message) {
    context.forward(
        new Record<>(to, message, context.currentSystemTimeMs()), VisitorTopology.MESSAGES);
  }

  @Override
  public void session(SessionChange change) {
    context.forward(
        new Record<>(
            new VisitorKey(change.tenant(), change.visitor()),
            change,
            context.currentSystemTimeMs()),
        VisitorTopology.SESSIONS);
  }

  @Override
  public void dropped(String tenant, String reason) {
    tally.add(tenant, reason);
  }

  private boolean seen(VisitorKey key, VisitorRecord visitor, long id) {
    return visitor.seenIds().contains(id)
        || (visitor.seenIds().overflowed() && overflow.hasId(key, id));
  }
}
