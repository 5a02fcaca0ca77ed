package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.topologies.state.Sweep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a partition.
 *
 * <p>A distinct count of a busy day is a state of up to 256 KiB. Writing it whole for every partial
 * would multiply the bytes written by thousands, so a large window is a base and a small tail:
 * partials go to the tail, and a tail that has grown to an eighth of its base is merged into it.
 * Readers merge the two; both change in one write.
 */
final class RollupWindows {
  private static final int SWEPT_PER_STEP = 1000;

  /** A base up to this size is written whole. */
  static final int SMALL_BASE_BYTES = 2048;

  private static final int MIN_TAIL_BYTES = 1024;
  private static final int BASE_TO_TAIL = 8;

  /** The bits of a part id that separate the partitions' rows of one series. */
  private static final int PARTITION_BITS = 16;

  private final KeyValueStore<Bytes, byte[]> store;
  private final int partition;
  private final long retentionMs;
  private final SeriesCeiling ceiling;
  private final Sweep sweep;

  /** As in the store; -1 if it was not read yet. */
  private long foldings = -1;

  /** Partials beyond the series limit, by the window that takes them, until {@link #mergePast}. */
  private final Map<RollupKey, RollupState> past = new LinkedHashMap<>();

  /**
   * @param partition which of the partitions' windows these are
   */
  RollupWindows(
      KeyValueStore<Bytes, byte[]> store, int partition, long retentionMs, int seriesPerWindow) {
    this.store = store;
    this.partition = partition;
    this.retentionMs = retentionMs;
    this.ceiling = new SeriesCeiling(store, seriesPerWindow);
    this.sweep = new Sweep(store, SWEPT_PER_STEP);
  }

  /**
   * Where a partial was added.
   *
   * @param key of the window: that of the {@code (other)} series if the partial is beyond the limit
   * @param whole the window afterwards, if it is known and not too large to be decoded for it
   */
  record Merged(RollupKey key, @Nullable WindowValue whole) {}

  /**
   * Adds a partial to a window. The partial is not modified. One beyond the series limit waits for
   * {@link #mergePast}: a tenant with many values has many of them, and their window is large.
   */
  Merged merge(RollupKey key, RollupState partial, long now) {
    byte[] window = key.toBytes();
    byte[] base = store.get(WindowKeys.base(window));
    if (base == null) {
      return start(key, window, partial, now);
    }
    if (base.length <= SMALL_BASE_BYTES) {
      WindowValue whole = merged(base, partial, now);
      store.put(WindowKeys.base(window), whole.toBytes());
      return new Merged(key, whole);
    }
    byte[] tail = store.get(WindowKeys.tail(window));
    if (tail == null) {
      startTail(window, base, partial, now);
    } else {
      mergeIntoTail(window, WindowValue.fromBytes(tail), partial, now);
    }
    return new Merged(key, null);
  }

  private Merged start(RollupKey key, byte[] window, RollupState partial, long now) {
    if (key.series().isOther() || ceiling.admit(key)) {
      var fresh = new WindowValue(partOfNew(key, now), 1, now, 0, partial);
      store.put(WindowKeys.base(window), fresh.toBytes());
      return new Merged(key, fresh);
    }
    var other = new RollupKey(key.series().other(), key.grain(), key.start());
    RollupState known = past.get(other);
    if (known == null) {
      past.put(other, partial.copy());
    } else {
      known.merge(partial);
    }
    return new Merged(other, null);
  }

  /** Records the count of {@link FoldEpoch}; a store of an older version has none. */
  void foldEpoch(long count) {
    if (count != foldings) {
      if (foldings >= 0 || FoldEpoch.of(store) != count) {
        FoldEpoch.put(store, count);
      }
      foldings = count;
    }
  }

  /** Adds the partials beyond the limit to their windows, each window once. */
  void mergePast(long now) {
    past.forEach((other, state) -> merge(other, state, now));
    past.clear();
  }

  /** A window that is whole, as a row. */
  static RollupRow row(Rollup rollup, RollupKey key, WindowValue whole) {
    return RollupRow.of(rollup, key, whole.part(), whole.version(), whole.state());
  }

  /** The window as a row. */
  Optional<RollupRow> row(Rollup rollup, RollupKey key) {
    return row(rollup, key, WindowKeys.base(key.toBytes()));
  }

  /** The content that the window keeps for former partitions, as rows. */
  List<RollupRow> keptRows(Rollup rollup, RollupKey key) {
    if (!key.series().isOther()) {
      return List.of();
    }
    byte[] window = key.toBytes();
    var bases = new ArrayList<Bytes>();
    try (KeyValueIterator<Bytes, byte[]> entries =
        store.range(WindowKeys.base(window), WindowKeys.full(window))) {
      while (entries.hasNext()) {
        Bytes entry = entries.next().key;
        if (WindowKeys.isKept(entry.get()) && !WindowKeys.isTail(entry.get())) {
          bases.add(entry);
        }
      }
    }
    return bases.stream().flatMap(base -> row(rollup, key, base).stream()).toList();
  }

  private Optional<RollupRow> row(Rollup rollup, RollupKey key, Bytes baseKey) {
    byte[] baseBytes = store.get(baseKey);
    if (baseBytes == null) {
      return Optional.empty();
    }
    WindowValue base = WindowValue.fromBytes(baseBytes);
    byte[] tailBytes = store.get(WindowKeys.tailOf(baseKey.get()));
    if (tailBytes == null) {
      return Optional.of(row(rollup, key, base));
    }
    WindowValue tail = WindowValue.fromBytes(tailBytes);
    base.state().merge(tail.state());
    return Optional.of(RollupRow.of(rollup, key, base.part(), tail.version(), base.state()));
  }

  /**
   * Deletes windows that have not changed for the retention time.
   *
   * @param waits whether a window's row is still to be sent
   */
  void sweep(long now, Predicate<RollupKey> waits) {
    sweep.step(
        (key, value) ->
            !FoldEpoch.isCount(key)
                && isStale(key, value, now)
                && !waits.test(WindowKeys.window(key)));
  }

  /** A base is as recent as its tail: neither is deleted before the other. */
  private boolean isStale(byte[] key, byte[] value, long now) {
    if (WindowValue.touchedAt(value) >= now - retentionMs) {
      return false;
    }
    if (WindowKeys.isTail(key) || WindowKeys.isFull(key)) {
      return true;
    }
    byte[] tail = store.get(WindowKeys.tailOf(key));
    return tail == null || WindowValue.touchedAt(tail) < now - retentionMs;
  }

  private void startTail(byte[] window, byte[] base, RollupState partial, long now) {
    WindowValue known = WindowValue.fromBytes(base);
    var tail = new WindowValue(known.part(), known.version() + 1, now, base.length, partial);
    store.put(WindowKeys.tail(window), tail.toBytes());
  }

  private void mergeIntoTail(byte[] window, WindowValue tail, RollupState partial, long now) {
    tail.state().merge(partial);
    var grown =
        new WindowValue(tail.part(), tail.version() + 1, now, tail.baseBytes(), tail.state());
    byte[] bytes = grown.toBytes();
    if (bytes.length <= Math.max(MIN_TAIL_BYTES, tail.baseBytes() / BASE_TO_TAIL)) {
      store.put(WindowKeys.tail(window), bytes);
    } else {
      compact(window, grown);
    }
  }

  private void compact(byte[] window, WindowValue tail) {
    byte[] baseBytes = store.get(WindowKeys.base(window));
    if (baseBytes == null) {
      throw new IllegalStateException("a window's tail must have a base");
    }
    WindowValue base = WindowValue.fromBytes(baseBytes);
    base.state().merge(tail.state());
    var whole = new WindowValue(base.part(), tail.version(), tail.touchedAt(), 0, base.state());
    store.putAll(
        List.of(
            KeyValue.pair(WindowKeys.base(window), whole.toBytes()),
            new KeyValue<>(WindowKeys.tail(window), null)));
  }

  private static WindowValue merged(byte[] base, RollupState partial, long now) {
    WindowValue known = WindowValue.fromBytes(base);
    known.state().merge(partial);
    return new WindowValue(known.part(), known.version() + 1, now, 0, known.state());
  }

  /**
   * A window old enough to have been deleted here starts with a part id of its own, so that it adds
   * to what was written of it before. Each partition has other series, whose rows add up.
   */
  private long partOfNew(RollupKey key, long now) {
    boolean old = key.start() + key.grain().widthMs() < now - retentionMs / 2;
    long part = old ? now << PARTITION_BITS : 0;
    return key.series().isOther() ? part + partition + 1 : part;
  }
}
