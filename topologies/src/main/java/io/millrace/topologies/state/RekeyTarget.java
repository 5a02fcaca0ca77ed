package io.millrace.topologies.state;

import org.jspecify.annotations.Nullable;

/** Takes the records of a changelog in their places under another partition count. */
@FunctionalInterface
public interface RekeyTarget {
  /**
   * Takes a record.
   *
   * @param value null where the key is deleted
   */
  void put(int partition, byte[] key, byte @Nullable [] value);
}
