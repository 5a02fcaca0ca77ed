package io.millrace.service.topology;

import io.millrace.service.topology.TopologyView.SubTopologyView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/** The sub-topologies of Kafka Streams' description of a topology. */
final class SubTopologies {
  private SubTopologies() {}

  static List<SubTopologyView> of(Topology topology) {
    var views = new ArrayList<SubTopologyView>();
    for (TopologyDescription.Subtopology one : topology.describe().subtopologies()) {
      var sources = new TreeSet<String>();
      var stores = new TreeSet<String>();
      for (TopologyDescription.Node node : one.nodes()) {
        switch (node) {
          case TopologyDescription.Source source -> sources.addAll(source.topicSet());
          case TopologyDescription.Processor processor -> stores.addAll(processor.stores());
          default -> {}
        }
      }
      views.add(new SubTopologyView(one.id(), List.copyOf(sources), List.copyOf(stores)));
    }
    views.sort(Comparator.comparingInt(SubTopologyView::id));
    return views;
  }
}
