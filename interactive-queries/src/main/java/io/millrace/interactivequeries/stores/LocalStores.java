package io.millrace.interactivequeries.stores;

import io.millrace.interactivequeries.problem.Failure;
import io.millrace.interactivequeries.problem.Refusal;
import io.millrace.interactivequeries.streams.StreamsHost;
import io.millrace.interactivequeries.streams.StreamsHost.Hosted;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The partitions of the stores on this instance.
 *
 * <p>Each partition is asked for by its number. The facade over all local partitions would leave
 * out, without a word, one that a rebalance has just taken away: a count too low, a visitor not
 * found. All methods throw a {@link Refusal} (503) for what cannot be read now.
 */
@Singleton
public final class LocalStores {
  private static final ByteArraySerializer BYTES = new ByteArraySerializer();

  private final StreamsHost host;

  LocalStores(StreamsHost host) {
    this.host = host;
  }

  /** Reads the partition that owns what is partitioned by this key. */
  public <T> T owner(
      String store, byte[] partitionKey, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    return guarded(
        store,
        () -> {
          KafkaStreams streams = hosted().streams();
          int partition = streams.queryMetadataForKey(store, partitionKey, BYTES).partition();
          if (partition < 0) {
            throw restoring(store, "its partitions are being assigned");
          }
          return reader.apply(partition(streams, store, partition));
        });
  }

  /** Reads all partitions together. */
  public <T> T all(String store, Function<List<ReadOnlyKeyValueStore<Bytes, byte[]>>, T> reader) {
    return guarded(
        store,
        () -> {
          Hosted hosted = hosted();
          var stores = new ArrayList<ReadOnlyKeyValueStore<Bytes, byte[]>>();
          for (int partition = 0; partition < hosted.layout().partitions(); partition++) {
            stores.add(partition(hosted.streams(), store, partition));
          }
          return reader.apply(stores);
        });
  }

  /** Reads partition by partition, each together with the same one of another store. */
  public void pairs(
      String store,
      String other,
      BiConsumer<ReadOnlyKeyValueStore<Bytes, byte[]>, ReadOnlyKeyValueStore<Bytes, byte[]>>
          reader) {
    boolean _ =
        guarded(
            store,
            () -> {
              Hosted hosted = hosted();
              for (int partition = 0; partition < hosted.layout().partitions(); partition++) {
                reader.accept(
                    partition(hosted.streams(), store, partition),
                    partition(hosted.streams(), other, partition));
              }
              return true;
            });
  }

  /** Reads a store that every instance has whole. */
  public <T> T global(String store, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    return host.read(store, reader).orThrow();
  }

  public int partitions() {
    return hosted().layout().partitions();
  }

  private static ReadOnlyKeyValueStore<Bytes, byte[]> partition(
      KafkaStreams streams, String store, int partition) {
    return streams.store(
        StoreQueryParameters.fromNameAndType(
                store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
            .withPartition(partition));
  }

  /** Application and layout belong together: of another count, partitions would be left out. */
  private Hosted hosted() {
    return host.hosted().orThrow();
  }

  /** A store may also go away while it is read. */
  private <T> T guarded(String store, Supplier<T> read) {
    try {
      return read.get();
    } catch (InvalidStateStoreException | IllegalStateException e) {
      if (host.running() && e instanceof IllegalStateException) {
        throw e;
      }
      throw restoring(store, "Kafka Streams is " + hosted().streams().state());
    }
  }

  private static Refusal restoring(String store, String detail) {
    return new Refusal(new Failure.StoreRestoring(store, detail));
  }
}
