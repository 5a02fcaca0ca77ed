package io.millrace.interactivequeries.status;

import io.millrace.interactivequeries.ServiceSettings;
import io.millrace.interactivequeries.status.Border.Place;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import java.util.Arrays;
import java.util.List;

/** The topics of each place. */
record TopicNames(ServiceSettings settings, Topics topics) {
  /** As Streams names what the rollup topology calls {@code rollup-partials}. */
  private static final String PARTIALS = "-rollup-partials-repartition";

  List<String> of(Place place) {
    return switch (place) {
      case EVENTS ->
          Arrays.stream(EventType.values()).map(type -> topics.events(type).name()).toList();
      case MESSAGES -> List.of(topics.visitorMessages().name());
      case ENRICHED -> List.of(topics.enriched().name());
      case PARTIALS -> List.of(settings.applicationId() + PARTIALS);
      case ROWS -> topics.rollups().stream().map(Topic::name).toList();
    };
  }
}
