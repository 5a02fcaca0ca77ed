package io.millrace.topologies.feature;

import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.definition.DefinitionChanges;

/**
 * What a topology is built with.
 *
 * @param changes tells tasks that definitions changed
 * @param tally counts dropped events
 * @param progress is told of each event that has been processed
 */
public record TopologyContext(
    Topics topics,
    TopologySettings settings,
    DefinitionChanges changes,
    DropCounter tally,
    ProgressListener progress) {}
