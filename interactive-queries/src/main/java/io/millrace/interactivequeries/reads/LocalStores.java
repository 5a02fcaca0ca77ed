package io.millrace.interactivequeries.reads;

import io.millrace.interactivequeries.problem.Outcome;
import io.millrace.interactivequeries.problem.Refusal;
import io.millrace.interactivequeries.streams.Restores;
import io.millrace.interactivequeries.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The partitions of the stores on this instance, each by its number: the facade over all local
 * partitions would leave out, without a word, one that a rebalance has just taken away.
 */
@Singleton
public final class LocalStores {
  private final StreamsHost host;
  private final Restores restores;

  LocalStores(StreamsHost host, Restores restores) {
    this.host = host;
    this.restores = restores;
  }

  /**
   * Reads a partition whose active task is here; throws {@link InvalidStateStoreException}
   * otherwise, and where the store was wiped meanwhile.
   */
  <T> T active(
      String store, int partition, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    OptionalLong life = life(store, partition);
    T found = reader.apply(active(store, partition));
    if (!lives(store, partition, life)) {
      throw new InvalidStateStoreException("the store %s was wiped meanwhile".formatted(store));
    }
    return found;
  }

  /**
   * A partition whose active task is here; its reads throw {@link InvalidStateStoreException}
   * otherwise. Streams shows a store that it restores after an error too: what is read counts only
   * where the store {@link #lives} on from before to after.
   */
  ReadOnlyKeyValueStore<Bytes, byte[]> active(String store, int partition) {
    return streams().store(parameters(store, partition));
  }

  /** To be taken before a read. */
  OptionalLong life(String store, int partition) {
    return restores.activeLife(store, partition);
  }

  /** Whether the active store is the one that it was. */
  boolean lives(String store, int partition, OptionalLong life) {
    return life.isPresent() && life.equals(life(store, partition));
  }

  /** The life of each partition of a store whose active task is here, by its number. */
  public Map<Integer, Long> lives(String store, int partitions) {
    var lives = new TreeMap<Integer, Long>();
    for (int partition = 0; partition < partitions; partition++) {
      int here = partition;
      life(store, partition).ifPresent(life -> lives.put(here, life));
    }
    return lives;
  }

  /** Those partitions of a store whose active tasks are here, by their number. */
  public Map<Integer, ReadOnlyKeyValueStore<Bytes, byte[]>> allActive(
      String store, int partitions) {
    var here = new TreeMap<Integer, ReadOnlyKeyValueStore<Bytes, byte[]>>();
    for (int partition = 0; partition < partitions; partition++) {
      try {
        ReadOnlyKeyValueStore<Bytes, byte[]> one = active(store, partition);
        // A facade is made of any partition; whether it is here shows with the first read.
        if (one.approximateNumEntries() >= 0) {
          here.put(partition, one);
        }
      } catch (InvalidStateStoreException e) {
        // It is elsewhere.
      }
    }
    return here;
  }

  /** A partition that is here as whatever it is; throws as {@link #active} where it is not. */
  ReadOnlyKeyValueStore<Bytes, byte[]> anyCopy(String store, int partition) {
    return streams().store(parameters(store, partition).enableStaleStores());
  }

  /** What the application as a whole is doing, in Streams' words. */
  String state() {
    return "Kafka Streams is " + streams().state();
  }

  boolean running() {
    return host.running();
  }

  private static StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> parameters(
      String store, int partition) {
    return StoreQueryParameters.fromNameAndType(
            store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
        .withPartition(partition);
  }

  private KafkaStreams streams() {
    return switch (host.streams()) {
      case Outcome.Done<KafkaStreams>(var streams) -> streams;
      case Outcome.Refused<KafkaStreams>(var failure) -> throw new Refusal(failure);
    };
  }
}
