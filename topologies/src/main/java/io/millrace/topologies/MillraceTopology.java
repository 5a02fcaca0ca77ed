package io.millrace.topologies;

import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.definition.DefinitionTopology;
import io.millrace.topologies.feature.DropCounter;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.rollup.RollupTopology;
import io.millrace.topologies.visitor.VisitorTopology;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

/** The whole topology: visitors, their rollups, and the definitions. */
public final class MillraceTopology {
  private MillraceTopology() {}

  /**
   * Builds the topology.
   *
   * @param tally is told of what does not go on, such as duplicates
   * @param progress is told of each event that has been processed
   */
  public static Topology build(
      Topics topics, TopologySettings settings, DropCounter tally, ProgressListener progress) {
    return build(new StreamsBuilder(), topics, settings, tally, progress);
  }

  static Topology build(
      StreamsBuilder builder,
      Topics topics,
      TopologySettings settings,
      DropCounter tally,
      ProgressListener progress) {
    var changes = new DefinitionChanges();
    DefinitionTopology.add(builder, topics, changes);
    VisitorTopology.Outputs outputs =
        VisitorTopology.add(builder, topics, settings, changes, tally, progress);
    RollupTopology.add(builder, topics, settings, changes, tally, outputs.partials());
    return builder.build();
  }
}
