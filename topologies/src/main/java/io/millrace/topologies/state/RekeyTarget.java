package io.millrace.topologies.state;

import org.jspecify.annotations.Nullable;

/** Receives the records of a changelog with their partitions under another partition count. */
@FunctionalInterface
public interface RekeyTarget {
  /**
   * Receives a record.
   *
   * @param value null if the key was deleted
   */
  void put(int partition, byte[] key, byte @Nullable [] value);
}
