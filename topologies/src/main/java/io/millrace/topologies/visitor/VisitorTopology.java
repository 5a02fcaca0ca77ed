package io.millrace.topologies.visitor;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.feature.DropCounter;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.rollup.Combiner;
import io.millrace.topologies.state.StoreBuilders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Events and messages between visitors in; such messages, distinct events with what is known of
 * their visitor, sessions and rollup partials out. All event topics share key and partition count,
 * so nothing is repartitioned on the way.
 */
public final class VisitorTopology {
  static final String ENRICHED = "enriched";
  static final String SESSIONS = "sessions";
  static final String SEGMENT_CHANGES = "segment-changes";
  static final String MESSAGES = "visitor-messages";
  static final String PARTIALS = "visitor-partials";

  private VisitorTopology() {}

  /**
   * What other sub-topologies go on from.
   *
   * @param partials batches of rollup partials, keyed by the partition that owns their series
   */
  public record Outputs(KStream<Integer, byte[]> partials) {}

  public static Outputs add(
      StreamsBuilder builder,
      Topics topics,
      TopologySettings settings,
      DefinitionChanges changes,
      DropCounter tally,
      ProgressListener progress) {
    return add(builder, topics, topics.visitorMessages(), settings, changes, tally, progress);
  }

  /**
   * With the messages going to a topic from where they do not come back: a test decides when they
   * arrive.
   */
  static Outputs add(
      StreamsBuilder builder,
      Topics topics,
      Topic<VisitorKey, Routed> messages,
      TopologySettings settings,
      DefinitionChanges changes,
      DropCounter tally,
      ProgressListener progress) {
    KStream<Object, Object> out =
        builder.stream(VisitorInputs.topics(topics), VisitorInputs.consumed(topics))
            .process(new Supplier(topics, settings, changes, tally, progress), Named.as("visitor"));
    send(out, ENRICHED, topics.enriched());
    send(out, SESSIONS, topics.sessions());
    send(out, SEGMENT_CHANGES, topics.segmentChanges());
    send(out, MESSAGES, messages);
    return new Outputs(
        out.map((key, value) -> KeyValue.pair((Integer) key, (byte[]) value), Named.as(PARTIALS)));
  }

  /** The processor forwards to each sink by its name, and to each what its topic has. */
  @SuppressWarnings("unchecked")
  private static <K, V> void send(KStream<Object, Object> out, String sink, Topic<K, V> topic) {
    var records = (KStream<K, V>) out;
    records.to(topic.name(), Produced.with(topic.key(), topic.value()).withName(sink));
  }

  private record Supplier(
      Topics topics,
      TopologySettings settings,
      DefinitionChanges changes,
      DropCounter tally,
      ProgressListener progress)
      implements ProcessorSupplier<VisitorKey, Object, Object, Object> {
    @Override
    public Processor<VisitorKey, Object, Object, Object> get() {
      return new VisitorProcessor(topics, settings, changes, tally, progress);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return new LinkedHashSet<>(
          List.of(
              StoreBuilders.rocksDb(StoreNames.VISITORS),
              StoreBuilders.rocksDb(StoreNames.VISITOR_OVERFLOW),
              StoreBuilders.rocksDb(StoreNames.TIMERS),
              StoreBuilders.rocksDb(StoreNames.SEGMENT_MEMBERS),
              Combiner.builder(settings.partitions())));
    }
  }
}
