package io.millrace.interactivequeries.streams;

import io.millrace.interactivequeries.layout.Layout;
import org.apache.kafka.streams.Topology;

/** Builds the topology of a layout. */
@FunctionalInterface
public interface Topologies {
  Topology build(Layout layout);
}
