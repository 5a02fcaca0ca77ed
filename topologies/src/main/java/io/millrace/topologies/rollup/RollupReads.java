package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import java.util.ArrayList;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads windows from outside of the task. */
public final class RollupReads {
  /** Receives a window's state, or a piece of it: the pieces of a window add up. */
  @FunctionalInterface
  public interface Visit {
    /** Receives a window or a piece of it; the state may be kept. */
    void window(RollupKey key, RollupState state);
  }

  /**
   * A record of the store: a window, or a piece of it.
   *
   * @param touchedAt when it last changed, epoch milliseconds of the wall clock
   */
  public record Piece(RollupKey key, long part, long version, long touchedAt, RollupState state) {}

  private RollupReads() {}

  /** The window that a record of the store belongs to. */
  public static RollupKey window(byte[] storeKey) {
    return WindowKeys.window(storeKey);
  }

  /** Decodes a record of the store of windows. */
  public static Piece piece(byte[] storeKey, byte[] value) {
    RollupKey key = WindowKeys.window(storeKey);
    WindowValue piece = WindowValue.fromBytes(value);
    return new Piece(key, piece.part(), piece.version(), piece.touchedAt(), piece.state());
  }

  /**
   * Visits the tenant's windows of a grain with {@code from <= start < to}. A window may be visited
   * several times, with pieces that merge.
   *
   * @param windows a partition of the store of windows
   * @param partials the same partition of the store of partials
   * @param rollup its id
   * @return false if a fold was in progress, or the two are of a standby and not consistent:
   *     nothing was visited, and the read can be retried
   */
  public static boolean scan(
      ReadOnlyKeyValueStore<Bytes, byte[]> windows,
      ReadOnlyKeyValueStore<Bytes, byte[]> partials,
      String tenant,
      String rollup,
      Grain grain,
      long from,
      long to,
      Visit visit) {
    if (from >= to) {
      return true;
    }
    long foldEpoch = FoldEpoch.of(partials);
    if (FoldEpoch.isInProgress(foldEpoch) || FoldEpoch.of(windows) != foldEpoch) {
      return false;
    }
    var waiting = new ArrayList<KeyValue<RollupKey, RollupState>>();
    try (KeyValueIterator<Bytes, byte[]> entries =
        partials.range(
            bound(tenant, rollup, Grain.MINUTE, from),
            bound(tenant, rollup, Grain.MINUTE, Math.max(to, to + grain.widthMs())))) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        RollupKey minute = RollupKey.fromBytes(entry.key.get());
        var key = new RollupKey(minute.series(), grain, grain.windowStart(minute.start()));
        if (from <= key.start() && key.start() < to) {
          waiting.add(KeyValue.pair(key, Partials.state(entry.value)));
        }
      }
    }
    try (KeyValueIterator<Bytes, byte[]> entries =
        windows.range(bound(tenant, rollup, grain, from), bound(tenant, rollup, grain, to))) {
      // Once it has located its first entry, the iterator keeps that snapshot.
      boolean any = entries.hasNext();
      if (FoldEpoch.of(windows) != foldEpoch || FoldEpoch.of(partials) != foldEpoch) {
        return false;
      }
      waiting.forEach(partial -> visit.window(partial.key, partial.value));
      for (; any; any = entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        RollupKey key = WindowKeys.window(entry.key.get());
        if (key.start() < to && !WindowKeys.isFull(entry.key.get())) {
          visit.window(key, WindowValue.fromBytes(entry.value).state());
        }
      }
    }
    return true;
  }

  private static Bytes bound(String tenant, String rollup, Grain grain, long start) {
    return Bytes.wrap(RollupKey.rangeBound(tenant, rollup, grain, start));
  }
}
