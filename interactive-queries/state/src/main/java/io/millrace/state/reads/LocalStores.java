package io.millrace.state.reads;

import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.Outcome;
import io.millrace.state.streams.RestoreStatus;
import io.millrace.state.streams.RestoreTracker;
import io.millrace.state.streams.RestoreTracker.StorePartition;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/**
 * The store partitions on this instance, each by its number: the facade over all local partitions
 * would silently leave out one that a rebalance has just taken away.
 */
@Singleton
public final class LocalStores {
  /**
   * Streams lists all tasks of all threads to find one, which takes longer than the read. For this
   * long it may be unnoticed that Streams would not return the store any more; a closed one throws.
   */
  private static final Duration KEPT = Duration.ofMillis(100);

  private final StreamsHost host;
  private final RestoreTracker restores;
  private final Map<StorePartition, Handle> handles = new ConcurrentHashMap<>();

  /** Of local partitions in any role. */
  private final Map<StorePartition, Handle> copies = new ConcurrentHashMap<>();

  /** A store of a task, between two restorations. */
  private record Handle(
      KafkaStreams of, long life, ReadOnlyKeyValueStore<Bytes, byte[]> store, long until) {
    /** A store in memory is empty once it is closed, and does not throw. */
    boolean isOpen() {
      return store instanceof StateStore state && state.isOpen();
    }

    boolean isStill(KafkaStreams now, long lifeNow) {
      return of.equals(now) && life == lifeNow && isOpen();
    }

    boolean fits(KafkaStreams now, long lifeNow) {
      return System.nanoTime() - until < 0 && isStill(now, lifeNow);
    }
  }

  LocalStores(StreamsHost host, RestoreTracker restores) {
    this.host = host;
    this.restores = restores;
  }

  /**
   * Reads a partition whose active task is here; throws {@link InvalidStateStoreException}
   * otherwise, and if the store was wiped in the meantime.
   */
  <T> T active(
      String store, int partition, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    OptionalLong life = epoch(store, partition);
    T found = reader.apply(active(store, partition));
    if (!lives(store, partition, life)) {
      throw new InvalidStateStoreException(
          "the store %s was closed or wiped meanwhile".formatted(store));
    }
    return found;
  }

  /**
   * A partition whose active task is here; throws {@link InvalidStateStoreException} otherwise, as
   * do its reads once it is closed. To be used immediately. Streams also returns a store that it
   * restores after an error: what is read counts only if the store {@link #lives} from before to
   * after the read.
   */
  ReadOnlyKeyValueStore<Bytes, byte[]> active(String store, int partition) {
    long life =
        epoch(store, partition)
            .orElseThrow(
                () -> new InvalidStateStoreException("the store %s is not here".formatted(store)));
    return handle(handles, parameters(store, partition), life).store;
  }

  /** A recently looked up one, or a new one. */
  private Handle handle(
      Map<StorePartition, Handle> known,
      StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> wanted,
      long life) {
    KafkaStreams now = streams();
    var key = new StorePartition(wanted.storeName(), wanted.partition());
    Handle handle = known.get(key);
    if (handle == null || !handle.fits(now, life)) {
      handle = new Handle(now, life, now.store(wanted), System.nanoTime() + KEPT.toNanos());
      known.put(key, handle);
    }
    return handle;
  }

  /** While a standby becomes the active one, it belongs to no task; its store stays open. */
  private Handle handleOfCopy(String store, int partition, long life) {
    try {
      return handle(copies, parameters(store, partition).enableStaleStores(), life);
    } catch (InvalidStateStoreException e) {
      Handle known = copies.get(new StorePartition(store, partition));
      if (known == null || !known.isStill(streams(), life)) {
        throw e;
      }
      return known;
    }
  }

  /** To be called before a read. */
  OptionalLong epoch(String store, int partition) {
    return restores.activeLife(store, partition);
  }

  /** Whether the active store that was read is still open and was not wiped. */
  boolean lives(String store, int partition, OptionalLong life) {
    Handle handle = handles.get(new StorePartition(store, partition));
    return handle != null
        && handle.isOpen()
        && life.isPresent()
        && life.equals(epoch(store, partition));
  }

  /** The epoch of each partition of a store whose active task is here, by its number. */
  public Map<Integer, Long> lives(String store, int partitions) {
    var lives = new TreeMap<Integer, Long>();
    for (int partition = 0; partition < partitions; partition++) {
      int here = partition;
      epoch(store, partition).ifPresent(life -> lives.put(here, life));
    }
    return lives;
  }

  /** The partitions of a store whose active tasks are here, by their number. */
  public Map<Integer, ReadOnlyKeyValueStore<Bytes, byte[]>> allActive(
      String store, int partitions) {
    var here = new TreeMap<Integer, ReadOnlyKeyValueStore<Bytes, byte[]>>();
    for (int partition = 0; partition < partitions; partition++) {
      try {
        here.put(partition, active(store, partition));
      } catch (InvalidStateStoreException e) {
        // It is elsewhere.
      }
    }
    return here;
  }

  /**
   * Reads a local partition in any role, in this epoch; empty if the epoch ended in the meantime.
   * Throws {@link InvalidStateStoreException} if it is not here.
   */
  <T> Optional<T> anyCopy(
      String store,
      int partition,
      long life,
      Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    Handle handle = handleOfCopy(store, partition, life);
    T found = reader.apply(handle.store);
    Optional<Long> now = restores.of(store, partition).map(RestoreStatus::life);
    return handle.isOpen() && now.equals(Optional.of(life)) ? Optional.of(found) : Optional.empty();
  }

  /** The state of the application as a whole, in Streams' terms. */
  String state() {
    return "Kafka Streams is " + streams().state();
  }

  boolean running() {
    return host.running();
  }

  private static StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> parameters(
      String store, int partition) {
    return StoreQueryParameters.fromNameAndType(store, new AsTheTaskHasIt())
        .withPartition(partition);
  }

  /** The store itself, instead of a facade that looks it up with each read. */
  private static final class AsTheTaskHasIt
      implements QueryableStoreType<ReadOnlyKeyValueStore<Bytes, byte[]>> {
    @Override
    public boolean accepts(StateStore store) {
      return store instanceof ReadOnlyKeyValueStore;
    }

    /** Throws {@link InvalidStateStoreException} if no local task has it. */
    @Override
    public ReadOnlyKeyValueStore<Bytes, byte[]> create(StateStoreProvider stores, String name) {
      return stores.stores(name, this).getFirst();
    }
  }

  private KafkaStreams streams() {
    return switch (host.streams()) {
      case Outcome.Done<KafkaStreams>(var streams) -> streams;
      case Outcome.Refused<KafkaStreams>(var failure) -> throw new FailureException(failure);
    };
  }
}
