package io.millrace.topologies;

import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.definition.DefinitionTopology;
import io.millrace.topologies.feature.DropCounter;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologyContext;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.visitor.VisitorTopology;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

/** The whole topology: visitors, their rollups, and the definitions. */
public final class MillraceTopology {
  private MillraceTopology() {}

  /**
   * Builds the topology.
   *
   * @param tally counts dropped events, such as duplicates
   * @param progress is told of each event that has been processed
   */
  public static Topology build(
      Topics topics, TopologySettings settings, DropCounter tally, ProgressListener progress) {
    return build(
        new StreamsBuilder(),
        new TopologyContext(topics, settings, new DefinitionChanges(), tally, progress),
        Features.BUILT_IN);
  }

  static Topology build(StreamsBuilder builder, TopologyContext context, Features features) {
    DefinitionTopology.add(builder, context.topics(), context.changes());
    VisitorTopology.add(builder, context, features.all());
    return builder.build();
  }
}
