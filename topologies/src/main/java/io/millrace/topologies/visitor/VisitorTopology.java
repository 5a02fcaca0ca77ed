package io.millrace.topologies.visitor;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.topologies.Progress;
import io.millrace.topologies.Tally;
import io.millrace.topologies.TopologySettings;
import io.millrace.topologies.definition.DefinitionChanges;
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
  static final String ENRICHED = "visitor-enriched";
  static final String SESSIONS = "visitor-sessions";
  static final String SEGMENT_CHANGES = "visitor-segment-changes";
  static final String MESSAGES = "visitor-messages-out";
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
      Tally tally,
      Progress progress) {
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
      Tally tally,
      Progress progress) {
    KStream<Object, Object> out =
        builder.stream(VisitorInputs.topics(topics), VisitorInputs.consumed(topics))
            .process(new Supplier(topics, settings, changes, tally, progress), Named.as("visitor"));
    out.map((key, value) -> KeyValue.pair((VisitorKey) key, (Event) value), Named.as(ENRICHED))
        .to(topics.enriched().name(), produced("enriched", topics.enriched()));
    out.map(
            (key, value) -> KeyValue.pair((VisitorKey) key, (SessionChange) value),
            Named.as(SESSIONS))
        .to(topics.sessions().name(), produced("sessions", topics.sessions()));
    out.map(
            (key, value) -> KeyValue.pair((VisitorKey) key, (SegmentChange) value),
            Named.as(SEGMENT_CHANGES))
        .to(topics.segmentChanges().name(), produced("segment-changes", topics.segmentChanges()));
    out.map((key, value) -> KeyValue.pair((VisitorKey) key, (Routed) value), Named.as(MESSAGES))
        .to(messages.name(), produced("visitor-messages", messages));
    return new Outputs(
        out.map((key, value) -> KeyValue.pair((Integer) key, (byte[]) value), Named.as(PARTIALS)));
  }

  private static <K, V> Produced<K, V> produced(String name, Topic<K, V> topic) {
    return Produced.with(topic.key(), topic.value()).withName(name);
  }

  private record Supplier(
      Topics topics,
      TopologySettings settings,
      DefinitionChanges changes,
      Tally tally,
      Progress progress)
      implements ProcessorSupplier<VisitorKey, Object, Object, Object> {
    @Override
    public Processor<VisitorKey, Object, Object, Object> get() {
      return new VisitorProcessor(topics, settings, changes, tally, progress);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return new LinkedHashSet<>(
          List.of(
              StoreBuilders.rocksDb(Stores.VISITORS),
              StoreBuilders.rocksDb(Stores.VISITOR_OVERFLOW),
              StoreBuilders.rocksDb(Stores.TIMERS),
              StoreBuilders.rocksDb(Stores.SEGMENT_MEMBERS),
              Combiner.builder(settings.partitions())));
    }
  }
}
