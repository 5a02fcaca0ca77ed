package io.millrace.topologies.feature;

import io.millrace.serdes.topic.Output;
import io.millrace.serdes.visitor.SectionType;
import io.millrace.topologies.state.StoreSpec;
import java.util.List;
import org.apache.kafka.streams.kstream.KStream;

/**
 * What one capability adds to the visitor sub-topology. It joins by one line in {@code
 * io.millrace.topologies.Features}; whatever else must know of it derives from what it says here.
 */
public interface Feature {
  /** Makes the feature's stage for a task. Stages run in the order of the features. */
  Stage stage(StageContext context);

  /** The sections of the visitor record that are the feature's. */
  default List<SectionType<?>> sections() {
    return List.of();
  }

  /** The feature's state stores; the visitor node builds those that belong to it. */
  default List<StoreSpec> stores() {
    return List.of();
  }

  /** What the stage sends on; each has a topic, and a sink node of its name. */
  default List<Output<?>> outputs() {
    return List.of();
  }

  /**
   * Adds nodes that go on from what the stage forwards to them.
   *
   * @param visitors what the visitor node forwards
   */
  default void extend(KStream<Object, Object> visitors, TopologyContext context) {}
}
