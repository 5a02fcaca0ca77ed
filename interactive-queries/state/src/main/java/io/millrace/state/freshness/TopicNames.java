package io.millrace.state.freshness;

import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.freshness.PipelineOffsets.PipelineTopic;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.PartitionLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The topics of each stage, as long as neither the layout nor a move changes.
 *
 * @param layout whose application is read
 * @param generations all that may have events: during a move there are two
 */
record TopicNames(PartitionLayout layout, List<Integer> generations, CurrentLayout layouts) {
  static TopicNames of(PartitionLayout layout, CurrentLayout layouts) {
    return new TopicNames(layout, layouts.generations(), layouts);
  }

  /** Streams' name for the repartition topic of {@code rollup-partials}. */
  private static final String PARTIALS = "-rollup-partials-repartition";

  List<String> of(PipelineTopic place) {
    Topics topics = layouts.topics(layout.generation());
    return switch (place) {
      case EVENTS ->
          inputs()
              .flatMap(
                  all -> Arrays.stream(EventType.values()).map(type -> all.events(type).name()))
              .toList();
      case MESSAGES -> inputs().map(all -> all.visitorMessages().name()).toList();
      case ENRICHED ->
          List.of(
              topics.enriched().name(), topics.sessions().name(), topics.segmentChanges().name());
      case PARTIALS -> List.of(layout.applicationId() + PARTIALS);
      case ROWS -> topics.rollups().stream().map(Topic::name).toList();
    };
  }

  private Stream<Topics> inputs() {
    return generations.stream().map(layouts::topics);
  }
}
