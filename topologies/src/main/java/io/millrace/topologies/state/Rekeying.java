package io.millrace.topologies.state;

import io.millrace.serdes.topic.KeyPartitioner;
import io.millrace.serdes.visitor.VisitorKey;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of one store's changelog go when the partition count changes. For one thread,
 * which hands over the records of a partition in their order, from the first.
 */
public interface Rekeying {
  /** Makes the rekeying of a store for one move. */
  @FunctionalInterface
  interface Factory {
    /**
     * Makes it.
     *
     * @param from how many partitions the store has
     * @param to how many it gets
     */
    Rekeying between(int from, int to);
  }

  /**
   * Takes a record.
   *
   * @param from the partition it was in
   * @param value null where the key was deleted
   */
  void take(int from, byte[] key, byte @Nullable [] value, RekeyTarget to);

  /** Writes what the partitions have each of their own; once, after all records. */
  default void end(RekeyTarget to) {}

  /**
   * Of a store whose entries follow their visitor.
   *
   * @param visitor finds the bytes of the {@link VisitorKey} in a key of the store
   */
  static Factory byVisitor(Function<byte[], byte[]> visitor) {
    return (_, to) ->
        (_, key, value, target) ->
            target.put(KeyPartitioner.partition(visitor.apply(key), to), key, value);
  }

  /** The partition of a visitor's events and state, as producers and Streams choose it. */
  static int partition(VisitorKey visitor, int partitions) {
    return KeyPartitioner.partition(visitor.toBytes(), partitions);
  }
}
