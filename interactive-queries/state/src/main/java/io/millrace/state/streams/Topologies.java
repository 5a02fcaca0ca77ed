package io.millrace.state.streams;

import io.millrace.state.layout.PartitionLayout;
import org.apache.kafka.streams.Topology;

/** Builds the topology of a layout. */
@FunctionalInterface
public interface Topologies {
  Topology build(PartitionLayout layout);
}
