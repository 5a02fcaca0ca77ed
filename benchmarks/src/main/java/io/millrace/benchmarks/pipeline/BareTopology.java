package io.millrace.benchmarks.pipeline;

import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.state.StoreBuilders;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The minimum that a stateful pipeline does to an event: one read and one write of a record of 400
 * bytes of its visitor, and the event forwarded, all without decoding it. This is the upper bound
 * that Kafka, RocksDB and this machine allow.
 */
final class BareTopology {
  private static final int RECORD_BYTES = 400;
  private static final String STORE = "bare";

  private BareTopology() {}

  static Topology build(Topics topics) {
    var builder = new StreamsBuilder();
    builder.stream(
            Arrays.stream(EventType.values()).map(type -> topics.events(type).name()).toList(),
            Consumed.with(Serdes.Bytes(), Serdes.ByteArray()).withName("events"))
        .process(new Supplier(), Named.as("bare"))
        .to(
            topics.enriched().name(),
            Produced.with(Serdes.Bytes(), Serdes.ByteArray()).withName("enriched"));
    return builder.build();
  }

  /** Reads the events and ignores them: the upper bound of Kafka Streams without state. */
  static Topology read(Topics topics) {
    var builder = new StreamsBuilder();
    builder.stream(
            Arrays.stream(EventType.values()).map(type -> topics.events(type).name()).toList(),
            Consumed.with(Serdes.Bytes(), Serdes.ByteArray()).withName("events"))
        .foreach((_, _) -> {}, Named.as("read"));
    return builder.build();
  }

  private record Supplier() implements ProcessorSupplier<Bytes, byte[], Bytes, byte[]> {
    @Override
    public Processor<Bytes, byte[], Bytes, byte[]> get() {
      return new Bare();
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(StoreBuilders.rocksDb(STORE));
    }
  }

  private static final class Bare extends ContextualProcessor<Bytes, byte[], Bytes, byte[]> {
    private KeyValueStore<Bytes, byte[]> store;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    Bare() {}

    @Override
    public void init(ProcessorContext<Bytes, byte[]> processorContext) {
      super.init(processorContext);
      store = processorContext.getStateStore(STORE);
    }

    @Override
    public void process(Record<Bytes, byte[]> event) {
      byte[] known = store.get(event.key());
      byte[] record = known == null ? new byte[RECORD_BYTES] : known;
      // A part of each event is kept, so that the records compress about as real ones do.
      byte[] value = event.value();
      int at = (record[0] & 0x7F) * 3;
      for (int i = 0; i < 8 && i < value.length; i++) {
        record[1 + (at + i) % (RECORD_BYTES - 1)] = value[Math.min(value.length - 1, 16 + i)];
      }
      record[0]++;
      store.put(event.key(), record);
      context().forward(event);
    }
  }
}
