package io.millrace.interactivequeries.streams;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.topic.Topics;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** What is hosted. A topology is built anew for each start, because Streams keeps state in it. */
@Factory
final class TopologyFactory {
  @Bean
  @Singleton
  Supplier<Topology> topology(Topics topics) {
    return () -> definitions(topics);
  }

  private static Topology definitions(Topics topics) {
    var builder = new StreamsBuilder();
    builder.addGlobalStore(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(Stores.DEFINITIONS),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingDisabled(),
        topics.definitions().name(),
        Consumed.with(Serdes.Bytes(), Serdes.ByteArray()).withName("definitions"),
        Keeper::new);
    return builder.build();
  }

  private static final class Keeper extends ContextualProcessor<Bytes, byte[], Void, Void> {
    @Override
    public void process(Record<Bytes, byte[]> definition) {
      KeyValueStore<Bytes, byte[]> store = context().getStateStore(Stores.DEFINITIONS);
      store.put(definition.key(), definition.value());
    }
  }
}
