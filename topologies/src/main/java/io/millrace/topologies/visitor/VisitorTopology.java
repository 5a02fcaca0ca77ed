package io.millrace.topologies.visitor;

import io.millrace.serdes.topic.Output;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.visitor.OverflowKey;
import io.millrace.serdes.visitor.TimerKey;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.feature.TopologyContext;
import io.millrace.topologies.state.CommitHook;
import io.millrace.topologies.state.Rekeying;
import io.millrace.topologies.state.StoreSpec;
import io.millrace.topologies.state.StoreSpec.Entries;
import io.millrace.topologies.state.StoreSpec.Kind;
import io.millrace.topologies.state.StoreSpec.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Events and messages between visitors in; such messages, distinct events with what is known of
 * their visitor, and the outputs of the features out. All event topics share key and partition
 * count, so nothing is repartitioned on the way.
 */
public final class VisitorTopology {
  static final String MESSAGES = "visitor-messages";

  /** What Streams takes for a store: no store of bytes, and no changelog. */
  public static final StoreSpec COMMIT_HOOK =
      new StoreSpec(
          StoreNames.COMBINER,
          Kind.MEMORY,
          Node.VISITOR,
          new Entries("a window", "what a task has combined since its commit", false),
          Optional.empty());

  /** The stores that are no feature's. */
  public static final List<StoreSpec> STORES =
      List.of(
          StoreSpec.ofVisitors(
              StoreNames.VISITORS,
              new Entries("VISITOR", "traits and latest sessions of the visitor", true),
              Rekeying.byVisitor(Function.identity())),
          StoreSpec.ofVisitors(
              StoreNames.VISITOR_OVERFLOW,
              new Entries(
                  "VISITOR/message/HASH or VISITOR/session/STARTED",
                  "message ids and sessions that no longer fit the visitor's record",
                  true),
              Rekeying.byVisitor(key -> OverflowKey.Part.of(key).visitor().toBytes())),
          StoreSpec.ofVisitors(
              StoreNames.TIMERS,
              new Entries(
                  "a due moment and a visitor",
                  "nothing: a key says when the visitor's record changes by time alone",
                  true),
              Rekeying.byVisitor(key -> TimerKey.fromBytes(key).visitor().toBytes())));

  private VisitorTopology() {}

  /** Adds the sub-topology, and those that its features go on with. */
  public static void add(StreamsBuilder builder, TopologyContext context, List<Feature> features) {
    add(builder, context, features, context.topics().visitorMessages());
  }

  /**
   * With the messages going to a topic from where they do not come back: a test decides when they
   * arrive.
   */
  static void add(
      StreamsBuilder builder,
      TopologyContext context,
      List<Feature> features,
      Topic<VisitorKey, Routed> messages) {
    KStream<Object, Object> out =
        builder.stream(
                VisitorInputs.topics(context.topics()), VisitorInputs.consumed(context.topics()))
            .process(new Supplier(context, features), Named.as("visitor"));
    send(out, Outputs.ENRICHED, context);
    for (Feature feature : features) {
      feature.outputs().forEach(output -> send(out, output, context));
    }
    send(out, MESSAGES, messages);
    for (Feature feature : features) {
      feature.extend(out, context);
    }
  }

  private static void send(KStream<Object, Object> out, Output<?> output, TopologyContext context) {
    send(out, output.name(), context.topics().of(output));
  }

  /** The processor forwards to each sink by its name, and to each what its topic has. */
  @SuppressWarnings("unchecked")
  private static <K, V> void send(KStream<Object, Object> out, String sink, Topic<K, V> topic) {
    var records = (KStream<K, V>) out;
    records.to(topic.name(), Produced.with(topic.key(), topic.value()).withName(sink));
  }

  private record Supplier(TopologyContext context, List<Feature> features)
      implements ProcessorSupplier<VisitorKey, Object, Object, Object> {
    @Override
    public Processor<VisitorKey, Object, Object, Object> get() {
      return new VisitorProcessor(context, features);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      var builders = new LinkedHashSet<StoreBuilder<?>>();
      STORES.forEach(store -> builders.add(store.builder()));
      for (Feature feature : features) {
        feature.stores().stream()
            .filter(StoreSpec::followsEvents)
            .forEach(store -> builders.add(store.builder()));
      }
      builders.add(CommitHook.builder());
      return builders;
    }
  }
}
