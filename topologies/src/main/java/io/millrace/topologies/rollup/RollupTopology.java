package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.topic.KafkaNames;
import io.millrace.serdes.topic.KeySerde;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.feature.TopologyContext;
import io.millrace.topologies.state.StoreBuilders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Partials in, rows of changed windows out; each series has one owner. */
final class RollupTopology {
  private static final Serde<RollupSeries> SERIES =
      new KeySerde<>(RollupSeries::toBytes, RollupSeries::fromBytes);

  private RollupTopology() {}

  static void add(TopologyContext context, KStream<Integer, byte[]> partials) {
    Topics topics = context.topics();
    partials
        .repartition(
            Repartitioned.with(Serdes.Integer(), Serdes.ByteArray())
                .withName(KafkaNames.ROLLUP_PARTIALS)
                .withNumberOfPartitions(context.settings().partitions())
                .withStreamPartitioner(new Owner()))
        .process(new Supplier(context), Named.as("rollup"))
        .to(new RowTopics(topics), Produced.with(SERIES, rows(topics)).withName("rollups"));
  }

  /** Writes each row in the schema of its rollup. */
  private static Serde<RollupRow> rows(Topics topics) {
    Deserializer<RollupRow> none =
        (topic, bytes) -> {
          throw new UnsupportedOperationException("rows are not read here");
        };
    return Serdes.serdeFrom(
        (topic, row) ->
            topics.rollup(row.key().series().rollup()).value().serializer().serialize(topic, row),
        none);
  }

  /**
   * A class of its own, so that the description of the topology has a stable name and no address.
   */
  private record RowTopics(Topics topics) implements TopicNameExtractor<RollupSeries, RollupRow> {
    @Override
    public String extract(RollupSeries series, RollupRow row, RecordContext context) {
      return topics.rollup(series.rollup()).name();
    }

    @Override
    public String toString() {
      return "rollups.<name>";
    }
  }

  /** A batch is keyed by its target partition. */
  private record Owner() implements StreamPartitioner<Integer, byte[]> {
    @Override
    public Optional<Set<Integer>> partitions(
        String topic, Integer owner, byte[] batch, int partitions) {
      return Optional.of(Set.of(owner));
    }
  }

  private record Supplier(TopologyContext context)
      implements ProcessorSupplier<Integer, byte[], RollupSeries, RollupRow> {
    @Override
    public Processor<Integer, byte[], RollupSeries, RollupRow> get() {
      return new RollupProcessor(context);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return new LinkedHashSet<>(
          List.of(
              Partials.builder(),
              StoreBuilders.rocksDb(StoreNames.ROLLUPS),
              StoreBuilders.inMemory(StoreNames.ROLLUPS_DUE)));
    }
  }
}
