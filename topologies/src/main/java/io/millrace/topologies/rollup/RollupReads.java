package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** How the store {@code rollups} is read from outside. */
public final class RollupReads {
  /** Takes a window's state, or a piece of it: pieces of a window add up. */
  @FunctionalInterface
  public interface Visit {
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

  public static Piece piece(byte[] storeKey, byte[] value) {
    RollupKey key = WindowKeys.window(storeKey);
    WindowValue piece = WindowValue.fromBytes(value);
    return new Piece(key, piece.part(), piece.version(), piece.touchedAt(), piece.state());
  }

  /**
   * Visits the tenant's windows of a grain with {@code from <= start < to}. A window may be visited
   * twice, with two pieces that merge.
   *
   * @param rollup its id
   */
  public static void scan(
      ReadOnlyKeyValueStore<Bytes, byte[]> store,
      String tenant,
      String rollup,
      Grain grain,
      long from,
      long to,
      Visit visit) {
    if (from >= to) {
      return;
    }
    Bytes first = Bytes.wrap(RollupKey.rangeBound(tenant, rollup, grain, from));
    Bytes last = Bytes.wrap(RollupKey.rangeBound(tenant, rollup, grain, to));
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(first, last)) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        RollupKey key = WindowKeys.window(entry.key.get());
        if (key.start() < to) {
          visit.window(key, WindowValue.fromBytes(entry.value).state());
        }
      }
    }
  }
}
