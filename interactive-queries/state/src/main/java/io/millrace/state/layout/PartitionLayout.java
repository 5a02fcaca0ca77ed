package io.millrace.state.layout;

import io.millrace.state.settings.ServiceSettings;

/**
 * A generation of partitioned inputs and of the state derived from them.
 *
 * @param generation of the input topics, from 1
 * @param partitions of every input topic and store
 * @param applicationId the name of the Kafka Streams application with the state
 */
public record PartitionLayout(int generation, int partitions, String applicationId) {
  public PartitionLayout {
    if (generation < 1 || partitions < 1) {
      throw new IllegalArgumentException(
          "generation and partitions must be 1 or more, but were %d and %d"
              .formatted(generation, partitions));
    }
  }

  /** The initial layout of an installation. */
  public static PartitionLayout first(ServiceSettings settings) {
    return new PartitionLayout(1, settings.partitions(), settings.applicationId());
  }
}
