package io.millrace.topologies.rollup;

import io.millrace.serdes.rollup.RollupKey;
import io.millrace.topologies.state.RekeyTarget;
import org.jspecify.annotations.Nullable;

/** The target partitions of rollup store records when the partition count changes. */
public final class RollupRekeying {
  private final int partitions;

  /**
   * @param partitions the new count
   */
  public RollupRekeying(int partitions) {
    this.partitions = partitions;
  }

  /** A series moves as a whole; the fold counter belongs to the partition and starts again. */
  public void partial(byte[] key, byte @Nullable [] value, RekeyTarget to) {
    if (!FoldEpoch.isCount(key)) {
      to.put(owner(RollupKey.fromBytes(key)), key, value);
    }
  }

  /**
   * A marker that a window's row is still to be sent. {@code (other)} may exist in several
   * partitions, so all of them check: sending a row again changes nothing.
   */
  public void due(byte[] key, byte @Nullable [] value, RekeyTarget to) {
    RollupKey window = RollupKey.fromBytes(key);
    if (!window.series().isOther()) {
      to.put(owner(window), key, value);
    } else if (value != null) {
      toAll(key, value, to);
    }
  }

  /**
   * An entry of a window. The content of {@code (other)} in a partition stays with the partition of
   * that number as long as it exists, see {@link WindowKeys}.
   *
   * @param from the partition it was in
   */
  public void window(int from, byte[] key, byte @Nullable [] value, RekeyTarget to) {
    if (FoldEpoch.isCount(key)) {
      return;
    }
    RollupKey window = WindowKeys.window(key);
    if (!window.series().isOther()) {
      to.put(owner(window), key, value);
      return;
    }
    if (!WindowKeys.isFull(key)) {
      other(from, key, value, to);
    }
    if (value != null) {
      byte[] mark = WindowValue.mark(WindowValue.touchedAt(value)).toBytes();
      toAll(WindowKeys.full(window.toBytes()).get(), mark, to);
    }
  }

  private void other(int from, byte[] key, byte @Nullable [] value, RekeyTarget to) {
    boolean kept = WindowKeys.isKept(key);
    int home = kept ? WindowKeys.keptFor(key) : from;
    byte[] own = kept ? WindowKeys.returned(key) : key;
    if (home < partitions) {
      to.put(home, own, value);
    } else {
      to.put(home % partitions, WindowKeys.keptFor(home, own), value);
    }
  }

  private void toAll(byte[] key, byte[] value, RekeyTarget to) {
    for (int partition = 0; partition < partitions; partition++) {
      to.put(partition, key, value);
    }
  }

  private int owner(RollupKey window) {
    return Combiner.owner(window.series().toBytes(), partitions);
  }
}
