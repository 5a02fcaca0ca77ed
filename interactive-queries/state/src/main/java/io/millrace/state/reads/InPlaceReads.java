package io.millrace.state.reads;

import io.millrace.state.staleness.InputStaleness;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The decision between here and elsewhere: a partition whose active task is here, and which is
 * fresh enough for the caller, is read in place. All else is empty, and a question for the {@link
 * ReadRouter}: a standby, a partition of another instance, and a read that waits for events.
 */
@Singleton
final class InPlaceReads {
  private final PartitionRoutes routes;
  private final LocalStores local;
  private final InputStaleness inputs;

  InPlaceReads(PartitionRoutes routes, LocalStores local, InputStaleness inputs) {
    this.routes = routes;
    this.local = local;
    this.inputs = inputs;
  }

  /**
   * A range that is read in place.
   *
   * @param isIntact whether the store is still the one that was opened; asked at the end
   */
  record OpenRange(KeyValueIterator<Bytes, byte[]> entries, BooleanSupplier isIntact) {}

  /** Reads at once; empty where that has to be done elsewhere. */
  <T> Optional<T> read(
      String store,
      int partition,
      ReadTerms terms,
      ReadSources served,
      Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    return ifFresh(store, partition, terms, served, () -> local.active(store, partition, reader));
  }

  /** Opens a range, to be closed by the caller; empty where it has to be read elsewhere. */
  Optional<OpenRange> open(
      String store,
      int partition,
      ReadTerms terms,
      ReadSources served,
      Bytes from,
      @Nullable Bytes to) {
    return ifFresh(
        store,
        partition,
        terms,
        served,
        () -> {
          OptionalLong life = local.epoch(store, partition);
          return new OpenRange(
              local.active(store, partition).range(from, to),
              () -> local.lives(store, partition, life));
        });
  }

  private <T> Optional<T> ifFresh(
      String store, int partition, ReadTerms terms, ReadSources served, Supplier<T> read) {
    // Of before the read, which then shows this or newer.
    OptionalLong age = inputs.ofActive(store, partition);
    if (terms.after().isPresent() || !terms.take(age) || !routes.activeHere(store, partition)) {
      return Optional.empty();
    }
    try {
      T found = read.get();
      served.fromActive(age);
      return Optional.of(found);
    } catch (InvalidStateStoreException e) {
      // It has just moved, or its store was closed under the read.
      return Optional.empty();
    }
  }
}
