package io.millrace.state.streams;

import io.millrace.state.layout.PartitionLayout;
import org.apache.kafka.streams.Topology;

/** Builds the topology of a layout. */
@FunctionalInterface
public interface Topologies {
  /** A new topology with the topics and the partition count of the layout. */
  Topology build(PartitionLayout layout);
}
