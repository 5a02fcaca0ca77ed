package io.millrace.topologies.definition;

import static java.util.Objects.requireNonNull;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.state.StoreBuilders;
import io.millrace.topologies.state.StoreSpec;
import io.millrace.topologies.state.StoreSpec.Entries;
import io.millrace.topologies.state.StoreSpec.Kind;
import io.millrace.topologies.state.StoreSpec.Node;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps every definition on every instance, in the bytes of its topic. */
public final class DefinitionTopology {
  /** The store, whole on every instance. */
  public static final StoreSpec STORE =
      new StoreSpec(
          StoreNames.DEFINITIONS,
          Kind.GLOBAL,
          Node.OWN,
          new Entries(
              "KIND/NAME",
              "a tenant, an API key or a rollup; needs a key with the scope admin",
              false),
          Optional.empty());

  private DefinitionTopology() {}

  /** Adds the store. */
  public static void add(StreamsBuilder builder, Topics topics, DefinitionChanges changes) {
    builder.addGlobalStore(
        StoreBuilders.inMemory(StoreNames.DEFINITIONS).withLoggingDisabled(),
        topics.definitions().name(),
        Consumed.with(Serdes.Bytes(), Serdes.ByteArray()).withName("definitions"),
        () -> new Keeper(changes));
  }

  private static final class Keeper extends ContextualProcessor<Bytes, byte[], Void, Void> {
    private final DefinitionChanges changes;
    private @Nullable KeyValueStore<Bytes, byte[]> store;

    Keeper(DefinitionChanges changes) {
      this.changes = changes;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(StoreNames.DEFINITIONS);
    }

    @Override
    public void process(Record<Bytes, byte[]> definition) {
      changes.begin();
      try {
        requireNonNull(store).put(definition.key(), definition.value());
      } finally {
        changes.end();
      }
    }
  }
}
