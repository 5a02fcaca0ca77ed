package io.millrace.state.streams;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.MillraceTopology;
import io.millrace.topologies.feature.DropCounter;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.state.StoreMemory;
import jakarta.inject.Singleton;

/** The hosted topology. It is built for each start, because Streams keeps state in it. */
@Factory
final class TopologyFactory {
  @Bean
  @Singleton
  Topologies topologies(
      ServiceSettings settings,
      CurrentLayout layouts,
      DropCounter tally,
      ProgressListener progress) {
    return layout ->
        MillraceTopology.build(
            layouts.topics(layout.generation()),
            TopologySettings.defaults(layout.partitions())
                .withRecentBytes(StoreMemory.recentBytes(settings.resources().stateMemoryBytes())),
            tally,
            progress);
  }
}
