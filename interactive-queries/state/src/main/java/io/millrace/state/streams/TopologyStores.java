package io.millrace.state.streams;

import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;

/** The stores of a topology. */
final class TopologyStores {
  private TopologyStores() {}

  static Set<String> names(TopologyDescription description) {
    var names = new TreeSet<String>();
    for (var part : description.subtopologies()) {
      for (var node : part.nodes()) {
        if (node instanceof TopologyDescription.Processor processor) {
          names.addAll(processor.stores());
        }
      }
    }
    for (var global : description.globalStores()) {
      names.addAll(global.processor().stores());
    }
    return names;
  }
}
