package io.millrace.state.reads;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.staleness.InputStaleness;
import io.millrace.state.staleness.StandbyStaleness;
import io.millrace.state.streams.RestoreStatus;
import io.millrace.state.streams.RestoreTracker;
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

/**
 * Reads partitions on this instance; throws a {@link FailureException} (503) if they are not here,
 * or not readable now.
 */
@Singleton
final class LocalReads {
  /** The maximum size of a range's result, so that no response is large. */
  private static final int MAX_BYTES = 1 << 20;

  /** A fold takes some milliseconds, every few seconds. */
  private static final Duration FOLDING = Duration.ofSeconds(5);

  /** On a standby it takes until both changelogs have arrived. */
  private static final Duration FOLDING_ON_STANDBY = Duration.ofMillis(100);

  private static final long FOLDING_PAUSE_NANOS = 1_000_000;

  private final LocalStores stores;
  private final PositionWait arrivals;
  private final StandbyStaleness ages;
  private final RestoreTracker restores;
  private final InputStaleness inputs;

  LocalReads(
      LocalStores stores,
      PositionWait arrivals,
      StandbyStaleness ages,
      RestoreTracker restores,
      InputStaleness inputs) {
    this.stores = stores;
    this.arrivals = arrivals;
    this.ages = ages;
    this.restores = restores;
    this.inputs = inputs;
  }

  ReadResult read(StoreRead read, ReadTerms terms) {
    return switch (read) {
      case StoreRead.Get get -> on(get, terms, store -> get(store, get.keys()));
      case StoreRead.Range range -> on(range, terms, store -> range(store, range));
      case StoreRead.Count count ->
          on(count, terms, store -> ReadResult.count(store.approximateNumEntries()));
      case StoreRead.Windows windows -> windows(windows, terms);
    };
  }

  /** Windows, with their pending partials; on a standby only if the two are consistent. */
  private ReadResult windows(StoreRead.Windows read, ReadTerms terms) {
    try {
      return active(
          read,
          windows ->
              stores.active(
                  StoreNames.PARTIALS,
                  read.partition(),
                  partials -> windows(read, windows, partials, FOLDING)));
    } catch (FailureException e) {
      if (!terms.allowsStandbys()) {
        throw e;
      }
      return windowsOfStandby(read, terms).orElseThrow(() -> e);
    }
  }

  private Optional<ReadResult> windowsOfStandby(StoreRead.Windows read, ReadTerms terms) {
    RestoreStatus windows = standby(StoreNames.ROLLUPS, read.partition()).orElse(null);
    RestoreStatus partials = standby(StoreNames.PARTIALS, read.partition()).orElse(null);
    if (windows == null || partials == null) {
      return Optional.empty();
    }
    long age =
        Math.max(
            ages.atMostMs(StoreNames.ROLLUPS, read.partition()).orElse(Long.MAX_VALUE),
            ages.atMostMs(StoreNames.PARTIALS, read.partition()).orElse(Long.MAX_VALUE));
    if (age > terms.maxStalenessMs()) {
      return Optional.empty();
    }
    return anyCopy(
            read,
            windows.life(),
            here ->
                stores
                    .anyCopy(
                        StoreNames.PARTIALS,
                        read.partition(),
                        partials.life(),
                        waiting -> windows(read, here, waiting, FOLDING_ON_STANDBY))
                    .orElseThrow(() -> restoring(read)))
        .map(found -> found.ofStandby(age));
  }

  private Optional<RestoreStatus> standby(String store, int partition) {
    return restores.of(store, partition).filter(copy -> copy.role() != RestoreStatus.Role.ACTIVE);
  }

  private static ReadResult windows(
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
        throw new FailureException(
            new Failure.StoreRestoring(read.store(), "its windows keep changing"));
      }
      LockSupport.parkNanos(FOLDING_PAUSE_NANOS);
    }
    return ReadResult.entries(entries, false);
  }

  private ReadResult on(
      StoreRead read,
      ReadTerms terms,
      Function<ReadOnlyKeyValueStore<Bytes, byte[]>, ReadResult> reader) {
    arrivals.await(read, terms);
    if (terms.allowsStandbys() && stores.epoch(read.store(), read.partition()).isEmpty()) {
      return anyCopy(read, terms, reader).orElseThrow(() -> restoring(read));
    }
    try {
      OptionalLong age = inputs.ofActive(read.store(), read.partition());
      if (!terms.take(age)) {
        throw new FailureException(new Failure.StoreRestoring(read.store(), behind(age.orElse(0))));
      }
      return active(read, reader).ofActive(age);
    } catch (FailureException e) {
      if (!terms.allowsStandbys()) {
        throw e;
      }
      return anyCopy(read, terms, reader).orElseThrow(() -> e);
    }
  }

  /**
   * The age is determined before the read; that of a store that was wiped in the meantime is
   * unknown. An active task that is about to move, or waits for others to be assigned, has its own.
   */
  private Optional<ReadResult> anyCopy(
      StoreRead read,
      ReadTerms terms,
      Function<ReadOnlyKeyValueStore<Bytes, byte[]>, ReadResult> reader) {
    RestoreStatus copy = restores.of(read.store(), read.partition()).orElse(null);
    if (copy == null) {
      return Optional.empty();
    }
    boolean active = copy.role() == RestoreStatus.Role.ACTIVE;
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
    return ageMs == InputStaleness.UNKNOWN
        ? "its lag is not known yet"
        : "it is %,d ms behind the events".formatted(ageMs);
  }

  private FailureException restoring(StoreRead read) {
    String detail =
        restores
            .of(read.store(), read.partition())
            .map(restore -> "%s (%s)".formatted(restore.text(), stores.state()))
            .orElseGet(stores::state);
    return new FailureException(new Failure.StoreRestoring(read.store(), detail));
  }

  private Optional<ReadResult> anyCopy(
      StoreRead read,
      long life,
      Function<ReadOnlyKeyValueStore<Bytes, byte[]>, ReadResult> reader) {
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

  private static ReadResult get(ReadOnlyKeyValueStore<Bytes, byte[]> store, List<Bytes> keys) {
    var entries = new ArrayList<KeyValue<Bytes, byte[]>>(keys.size());
    for (Bytes key : keys) {
      byte[] value = store.get(key);
      if (value != null) {
        entries.add(KeyValue.pair(key, value));
      }
    }
    return ReadResult.entries(entries, false);
  }

  private static ReadResult range(
      ReadOnlyKeyValueStore<Bytes, byte[]> store, StoreRead.Range range) {
    var entries = new ArrayList<KeyValue<Bytes, byte[]>>();
    int bytes = 0;
    try (KeyValueIterator<Bytes, byte[]> all = store.range(range.from(), range.to().orElse(null))) {
      while (all.hasNext()) {
        if (entries.size() == range.limit() || bytes > MAX_BYTES) {
          return ReadResult.entries(entries, true);
        }
        KeyValue<Bytes, byte[]> entry = all.next();
        bytes += entry.key.get().length + entry.value.length;
        entries.add(entry);
      }
    }
    return ReadResult.entries(entries, false);
  }
}
