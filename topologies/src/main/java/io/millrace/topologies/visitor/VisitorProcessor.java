package io.millrace.topologies.visitor;

import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Filled;
import io.millrace.serdes.visitor.VisitorMessage.Redirect;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.definition.DefinitionView;
import io.millrace.topologies.feature.DropCounter;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageOutputs;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.rollup.Combiner;
import io.millrace.topologies.segment.Members;
import io.millrace.topologies.segment.RuleScan;
import io.millrace.topologies.segment.RuleSets;
import io.millrace.topologies.segment.SegmentMaintenance;
import io.millrace.topologies.segment.SegmentStage;
import io.millrace.topologies.segment.Timers;
import io.millrace.topologies.session.SessionStage;
import io.millrace.topologies.state.RecentRecords;
import io.millrace.topologies.trait.TraitStage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes each event of a visitor once, through all stages, with one read and one write of the
 * visitor's record; and folds it into the task's rollup partials.
 */
final class VisitorProcessor
    implements Processor<VisitorKey, Object, Object, Object>, StageOutputs {
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
  private static final Duration UPKEEP_EVERY = Duration.ofMillis(100);
  private static final String DUPLICATE = "duplicate";

  private final Topics topics;
  private final TopologySettings settings;
  private final DefinitionChanges changes;
  private final DropCounter tally;
  private final ProgressListener progress;

  private ProcessorContext<Object, Object> context;
  private RecentRecords visitors;
  private VisitorOverflow overflow;
  private Combiner combiner;
  private DefinitionView<Rollups> rollups;
  private List<Stage> stages;
  private Timers timers;
  private Members members;
  private Identities identities;

  /** The last event of each topic that readers do not know of yet: its record may wait. */
  private final Map<String, long[]> reached = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
  VisitorProcessor(
      Topics topics,
      TopologySettings settings,
      DefinitionChanges changes,
      DropCounter tally,
      ProgressListener progress) {
    this.topics = topics;
    this.changes = changes;
    this.settings = settings;
    this.tally = tally;
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    progress.begin(context.taskId().partition());
    reached.clear();
    KeyValueStore<Bytes, byte[]> records = context.getStateStore(StoreNames.VISITORS);
    visitors = new RecentRecords(records, settings.recentBytes() / settings.partitions());
    overflow =
        new VisitorOverflow(
            context.getStateStore(StoreNames.VISITOR_OVERFLOW),
            settings.overflowRetention().toMillis());
    combiner = context.getStateStore(StoreNames.COMBINER);
    combiner.sendTo(context, VisitorTopology.PARTIALS);
    rollups = DefinitionView.ofRollups(changes, topics, context);
    timers = new Timers(context.getStateStore(StoreNames.TIMERS));
    members = new Members(context.getStateStore(StoreNames.SEGMENT_MEMBERS));
    combiner.beforeCommit(this::beforeCommit);
    var books = new RuleSets(changes, topics, context);
    InstantSource clock = () -> Instant.ofEpochMilli(context.currentSystemTimeMs());
    var segments = new SegmentStage(books::of, clock);
    stages = List.of(new TraitStage(), new SessionStage(), segments);
    var upkeep =
        new SegmentMaintenance(
            visitors, books, timers, members, new RuleScan(records, members, books), this);
    context.schedule(
        UPKEEP_EVERY,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          writeRecords();
          upkeep.step(now);
        });
    identities = new Identities(visitors, overflow, stages, segments, timers, this, this::send);
    context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> overflow.sweep(now));
  }

  @Override
  public void process(Record<VisitorKey, Object> message) {
    switch (message.value()) {
      case Event event -> {
        take(message, event, event.visitor(), 0);
        tellProgress();
      }
      case Routed(Redirect(var event, var sentTo), var hops) -> take(message, event, sentTo, hops);
      case Routed(Filled(var since), _) -> members.setFilled(message.key().tenant(), since);
      case Routed routed -> identities.take(message.key(), routed, message.timestamp());
      default -> throw new IllegalArgumentException("no input: " + message.value());
    }
  }

  private void tellProgress() {
    RecordMetadata input = context.recordMetadata().orElse(null);
    if (input == null) {
      return;
    }
    reached.computeIfAbsent(input.topic(), _ -> new long[1])[0] = input.offset();
    if (!visitors.hasUnflushed()) {
      tellReached();
    }
  }

  private void beforeCommit() {
    writeRecords();
    members.writeAll();
  }

  private void writeRecords() {
    visitors.write();
    tellReached();
  }

  private void tellReached() {
    int partition = context.taskId().partition();
    reached.forEach((topic, offset) -> progress.processed(topic, partition, offset[0]));
    reached.clear();
  }

  private void take(Record<VisitorKey, Object> message, Event event, String sentTo, int hops) {
    VisitorKey key = message.key();
    Bytes storeKey = Bytes.wrap(key.toBytes());
    byte[] known = visitors.get(storeKey);
    VisitorRecord visitor = known == null ? VisitorRecord.fresh() : VisitorRecord.fromBytes(known);
    if (identities.isForwarded(key, visitor, hops)) {
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
    timers.follow(key, visitor.segments());
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
  public void changed(SegmentChange change) {
    context.forward(
        new Record<>(
            new VisitorKey(change.tenant(), change.visitor()),
            change,
            context.currentSystemTimeMs()),
        VisitorTopology.SEGMENT_CHANGES);
  }

  @Override
  public void member(VisitorKey visitor, int segment, int version, long since, boolean isIn) {
    members.set(visitor, segment, version, since, isIn);
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
