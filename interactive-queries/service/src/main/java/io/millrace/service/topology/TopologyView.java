package io.millrace.service.topology;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The sub-topologies, and each instance's part of them. */
@Schema(name = "Topology")
record TopologyView(List<SubTopologyView> subTopologies, List<InstanceView> instances) {
  TopologyView {
    subTopologies = List.copyOf(subTopologies);
    instances = List.copyOf(instances);
  }

  /** Processors that work on the same partitions, each partition as a task. */
  @Schema(name = "SubTopology")
  record SubTopologyView(int id, List<String> sources, List<String> stores) {
    SubTopologyView {
      sources = List.copyOf(sources);
      stores = List.copyOf(stores);
    }
  }
}
