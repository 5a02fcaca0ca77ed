package io.millrace.state.freshness;

import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.KafkaNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.freshness.PipelineOffsets.PipelineTopic;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.topologies.Features;
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
          Features.BUILT_IN.outputs().stream().map(output -> topics.of(output).name()).toList();
      case PARTIALS ->
          List.of(KafkaNames.repartition(layout.applicationId(), KafkaNames.ROLLUP_PARTIALS));
      case ROWS -> topics.rollups().stream().map(Topic::name).toList();
    };
  }

  private Stream<Topics> inputs() {
    return generations.stream().map(layouts::topics);
  }
}
