package io.millrace.state.reads;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.topic.Stores;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Refusal;
import io.millrace.state.staleness.InputAge;
import io.millrace.state.staleness.StandbyAge;
import io.millrace.state.streams.Restore;
import io.millrace.state.streams.Restores;
import io.millrace.topologies.rollup.RollupReads;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads what is on this instance; a {@link Refusal} (503) for what is not, or not now. */
@Singleton
final class LocalReads {
  /** What a range answers at most, so that no answer is large. */
  private static final int MAX_BYTES = 1 << 20;

  /** A folding takes some milliseconds, once in seconds. */
  private static final Duration FOLDING = Duration.ofSeconds(5);

  /** On a standby it takes until both changelogs have come. */
  private static final Duration FOLDING_ON_STANDBY = Duration.ofMillis(100);

  private static final long FOLDING_PAUSE_NANOS = 1_000_000;

  private final LocalStores stores;
  private final Arrivals arrivals;
  private final StandbyAge ages;
  private final Restores restores;
  private final InputAge inputs;

  LocalReads(
      LocalStores stores, Arrivals arrivals, StandbyAge ages, Restores restores, InputAge inputs) {
    this.stores = stores;
    this.arrivals = arrivals;
    this.ages = ages;
    this.restores = restores;
    this.inputs = inputs;
  }

  Found read(StoreRead read, ReadTerms terms) {
    return switch (read) {
      case StoreRead.Get get -> on(get, terms, store -> get(store, get.keys()));
      case StoreRead.Range range -> on(range, terms, store -> range(store, range));
      case StoreRead.Count count ->
          on(count, terms, store -> Found.count(store.approximateNumEntries()));
      case StoreRead.Windows windows -> windows(windows, terms);
    };
  }

  /** Windows, and what waits to be folded into them; of a standby where those fit together. */
  private Found windows(StoreRead.Windows read, ReadTerms terms) {
    try {
      return active(
          read,
          windows ->
              stores.active(
                  Stores.PARTIALS,
                  read.partition(),
                  partials -> windows(read, windows, partials, FOLDING)));
    } catch (Refusal e) {
      if (!terms.allowsStandbys()) {
        throw e;
      }
      return windowsOfStandby(read, terms).orElseThrow(() -> e);
    }
  }

  private Optional<Found> windowsOfStandby(StoreRead.Windows read, ReadTerms terms) {
    Restore windows = standby(Stores.ROLLUPS, read.partition()).orElse(null);
    Restore partials = standby(Stores.PARTIALS, read.partition()).orElse(null);
    if (windows == null || partials == null) {
      return Optional.empty();
    }
    long age =
        Math.max(
            ages.atMostMs(Stores.ROLLUPS, read.partition()).orElse(Long.MAX_VALUE),
            ages.atMostMs(Stores.PARTIALS, read.partition()).orElse(Long.MAX_VALUE));
    if (age > terms.maxStalenessMs()) {
      return Optional.empty();
    }
    return anyCopy(
            read,
            windows.life(),
            here ->
                stores
                    .anyCopy(
                        Stores.PARTIALS,
                        read.partition(),
                        partials.life(),
                        waiting -> windows(read, here, waiting, FOLDING_ON_STANDBY))
                    .orElseThrow(() -> restoring(read)))
        .map(found -> found.ofStandby(age));
  }

  private Optional<Restore> standby(String store, int partition) {
    return restores.of(store, partition).filter(copy -> copy.role() != Restore.Role.ACTIVE);
  }

  private static Found windows(
      StoreRead.Windows read,
      ReadOnlyKeyValueStore<Bytes, byte[]> windows,
      ReadOnlyKeyValueStore<Bytes, byte[]> partials,
      Duration patience) {
    var entries = new ArrayList<KeyValue<Bytes, byte[]>>();
    long start = System.nanoTime();
    while (!RollupReads.scan(
        windows,
        partials,
        read.tenant(),
        read.rollup(),
        read.grain(),
        read.from(),
        read.to(),
        (key, state) -> {
          var out = new ByteWriter(64);
          state.write(out);
          entries.add(KeyValue.pair(Bytes.wrap(key.toBytes()), out.toBytes()));
        })) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new Refusal(new Failure.StoreRestoring(read.store(), "its windows keep changing"));
      }
      LockSupport.parkNanos(FOLDING_PAUSE_NANOS);
    }
    return Found.entries(entries, false);
  }

  private Found on(
      StoreRead read,
      ReadTerms terms,
      Function<ReadOnlyKeyValueStore<Bytes, byte[]>, Found> reader) {
    arrivals.await(read, terms);
    if (terms.allowsStandbys() && stores.life(read.store(), read.partition()).isEmpty()) {
      return anyCopy(read, terms, reader).orElseThrow(() -> restoring(read));
    }
    try {
      OptionalLong age = inputs.ofActive(read.store(), read.partition());
      if (!terms.take(age)) {
        throw new Refusal(new Failure.StoreRestoring(read.store(), behind(age.orElse(0))));
      }
      return active(read, reader).ofActive(age);
    } catch (Refusal e) {
      if (!terms.allowsStandbys()) {
        throw e;
      }
      return anyCopy(read, terms, reader).orElseThrow(() -> e);
    }
  }

  /**
   * Its age is of before it is read; one that was wiped meanwhile shows nothing to go by. An active
   * task that is about to go, or waits for others to be assigned, has its own.
   */
  private Optional<Found> anyCopy(
      StoreRead read,
      ReadTerms terms,
      Function<ReadOnlyKeyValueStore<Bytes, byte[]>, Found> reader) {
    Restore copy = restores.of(read.store(), read.partition()).orElse(null);
    if (copy == null) {
      return Optional.empty();
    }
    boolean active = copy.role() == Restore.Role.ACTIVE;
    OptionalLong age =
        active ? inputs.ofActive(read.store(), read.partition()) : ageOfStandby(read);
    if (age.isEmpty() || age.getAsLong() > terms.maxStalenessMs()) {
      return Optional.empty();
    }
    return anyCopy(read, copy.life(), reader)
        .map(found -> active ? found.ofActive(age) : found.ofStandby(age.getAsLong()));
  }

  private OptionalLong ageOfStandby(StoreRead read) {
    OptionalLong behind = ages.atMostMs(read.store(), read.partition());
    return behind.isEmpty()
        ? behind
        : OptionalLong.of(inputs.ofStandby(read.store(), read.partition(), behind.getAsLong()));
  }

  private static String behind(long ageMs) {
    return ageMs == InputAge.UNKNOWN
        ? "how far it is behind the events is not known yet"
        : "it is %,d ms behind the events".formatted(ageMs);
  }

  private Refusal restoring(StoreRead read) {
    String detail =
        restores
            .of(read.store(), read.partition())
            .map(restore -> "%s (%s)".formatted(restore.text(), stores.state()))
            .orElseGet(stores::state);
    return new Refusal(new Failure.StoreRestoring(read.store(), detail));
  }

  private Optional<Found> anyCopy(
      StoreRead read, long life, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, Found> reader) {
    try {
      return stores.anyCopy(read.store(), read.partition(), life, reader);
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw restoring(read);
    }
  }

  private <T> T active(StoreRead read, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    try {
      return stores.active(read.store(), read.partition(), reader);
    } catch (InvalidStateStoreException | IllegalStateException e) {
      if (stores.running() && e instanceof IllegalStateException) {
        throw e;
      }
      throw restoring(read);
    }
  }

  private static Found get(ReadOnlyKeyValueStore<Bytes, byte[]> store, List<Bytes> keys) {
    var entries = new ArrayList<KeyValue<Bytes, byte[]>>(keys.size());
    for (Bytes key : keys) {
      byte[] value = store.get(key);
      if (value != null) {
        entries.add(KeyValue.pair(key, value));
      }
    }
    return Found.entries(entries, false);
  }

  private static Found range(ReadOnlyKeyValueStore<Bytes, byte[]> store, StoreRead.Range range) {
    var entries = new ArrayList<KeyValue<Bytes, byte[]>>();
    int bytes = 0;
    try (KeyValueIterator<Bytes, byte[]> all = store.range(range.from(), range.to().orElse(null))) {
      while (all.hasNext()) {
        if (entries.size() == range.limit() || bytes > MAX_BYTES) {
          return Found.entries(entries, true);
        }
        KeyValue<Bytes, byte[]> entry = all.next();
        bytes += entry.key.get().length + entry.value.length;
        entries.add(entry);
      }
    }
    return Found.entries(entries, false);
  }
}
