package io.millrace.state.settings;

import io.millrace.topologies.state.StoreMemory;
import java.util.ArrayList;

/**
 * The resources of an instance.
 *
 * @param stateMemoryBytes for all its stores together, as {@link StoreMemory} divides it
 * @param streamThreads how many threads process events; each holds a part of the partitions, and
 *     one without any is idle
 */
public record ResourceLimits(long stateMemoryBytes, int streamThreads) {
  public static final int MOST_STREAM_THREADS = 64;

  /** What suits the machine's memory; two threads, of which one sends while the other waits. */
  public static final ResourceLimits DEFAULT = new ResourceLimits(StoreMemory.defaultBytes(), 2);

  public ResourceLimits {
    var faults = new ArrayList<String>();
    if (stateMemoryBytes < StoreMemory.LEAST_BYTES) {
      faults.add(
          "stateMemoryBytes must be at least %d, but was %d"
              .formatted(StoreMemory.LEAST_BYTES, stateMemoryBytes));
    }
    if (streamThreads < 1 || streamThreads > MOST_STREAM_THREADS) {
      faults.add(
          "streamThreads must be from 1 to %d, but was %d"
              .formatted(MOST_STREAM_THREADS, streamThreads));
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** A copy with this memory for the state stores, in bytes. */
  public ResourceLimits withStateMemory(long bytes) {
    return new ResourceLimits(bytes, streamThreads);
  }

  /** A copy with this number of stream threads. */
  public ResourceLimits withStreamThreads(int threads) {
    return new ResourceLimits(stateMemoryBytes, threads);
  }
}
