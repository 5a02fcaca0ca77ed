package io.millrace.state.streams;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.state.layout.Layouts;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.MillraceTopology;
import io.millrace.topologies.feature.Progress;
import io.millrace.topologies.feature.Tally;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.state.StoreMemory;
import jakarta.inject.Singleton;

/** What is hosted. A topology is built anew for each start, because Streams keeps state in it. */
@Factory
final class TopologyFactory {
  @Bean
  @Singleton
  Topologies topologies(ServiceSettings settings, Layouts layouts, Tally tally, Progress progress) {
    return layout ->
        MillraceTopology.build(
            layouts.topics(layout.generation()),
            TopologySettings.defaults(layout.partitions())
                .withRecentBytes(StoreMemory.recentBytes(settings.resources().stateMemoryBytes())),
            tally,
            progress);
  }
}
