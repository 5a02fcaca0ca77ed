package io.millrace.topologies.visitor;

import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.topic.Output;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Filled;
import io.millrace.serdes.visitor.VisitorMessage.Redirect;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageContext;
import io.millrace.topologies.feature.StageOutputs;
import io.millrace.topologies.feature.TopologyContext;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.state.CommitHook;
import io.millrace.topologies.state.RecentRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Takes each event of a visitor once, through the stages of all features, with one read and one
 * write of the visitor's record.
 */
final class VisitorProcessor
    implements Processor<VisitorKey, Object, Object, Object>, StageOutputs {
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
  private static final Duration UPKEEP_EVERY = Duration.ofMillis(100);
  private static final String DUPLICATE = "duplicate";

  private final TopologyContext topology;
  private final List<Feature> features;
  private final ProgressListener progress;

  private ProcessorContext<Object, Object> context;
  private RecentRecords visitors;
  private VisitorOverflow overflow;
  private Stage[] stages;
  private Timers timers;
  private Identities identities;

  /** The last event of each topic that readers do not know of yet: its record may wait. */
  private final Map<String, long[]> reached = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
  VisitorProcessor(TopologyContext topology, List<Feature> features) {
    this.topology = topology;
    this.features = features;
    this.progress = topology.progress();
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    progress.begin(context.taskId().partition());
    reached.clear();
    TopologySettings settings = topology.settings();
    visitors =
        new RecentRecords(
            context.getStateStore(StoreNames.VISITORS),
            settings.recentBytes() / settings.partitions());
    overflow =
        new VisitorOverflow(
            context.getStateStore(StoreNames.VISITOR_OVERFLOW),
            settings.overflowRetention().toMillis());
    CommitHook hook = context.getStateStore(StoreNames.COMBINER);
    hook.beforeCommit(context, this::beforeCommit);
    var made = new StageContext(topology, context, this);
    stages = features.stream().map(feature -> feature.stage(made)).toArray(Stage[]::new);
    timers = new Timers(context.getStateStore(StoreNames.TIMERS), stages);
    identities = new Identities(visitors, overflow, stages, timers, this, this::send);
    schedule(new VisitorMaintenance(visitors, stages, timers));
  }

  private void schedule(VisitorMaintenance maintenance) {
    context.schedule(
        UPKEEP_EVERY,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          writeRecords();
          maintenance.step(now);
        });
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
      case Routed(Filled filled, _) -> {
        for (Stage stage : stages) {
          stage.receive(message.key().tenant(), filled);
        }
      }
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
    for (Stage stage : stages) {
      stage.beforeCommit();
    }
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
      enriched = stage.apply(enriched, visitor);
    }
    overflow.spillSessions(key, visitor, event.receivedAt());
    timers.follow(key, visitor);
    identities.claim(key, visitor, event, sentTo);
    visitors.put(storeKey, visitor.toBytes());
    context.forward(message.withValue(enriched), Outputs.ENRICHED.name());
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
  public <V> void send(Output<V> output, VisitorKey key, V value) {
    context.forward(new Record<>(key, value, context.currentSystemTimeMs()), output.name());
  }

  @Override
  public void dropped(String tenant, String reason) {
    topology.tally().add(tenant, reason);
  }

  private boolean seen(VisitorKey key, VisitorRecord visitor, long id) {
    return visitor.seenIds().contains(id)
        || (visitor.seenIds().overflowed() && overflow.hasId(key, id));
  }
}
