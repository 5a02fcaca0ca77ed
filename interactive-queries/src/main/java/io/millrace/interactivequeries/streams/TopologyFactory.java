package io.millrace.interactivequeries.streams;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.interactivequeries.ServiceSettings;
import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.MillraceTopology;
import io.millrace.topologies.Progress;
import io.millrace.topologies.Tally;
import io.millrace.topologies.TopologySettings;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/** What is hosted. A topology is built anew for each start, because Streams keeps state in it. */
@Factory
final class TopologyFactory {
  @Singleton
  Progress progress() {
    return new Progress();
  }

  @Bean
  @Singleton
  Supplier<Topology> topology(
      ServiceSettings service, Topics topics, Tally tally, Progress progress) {
    TopologySettings settings = TopologySettings.defaults(service.partitions());
    return () -> MillraceTopology.build(topics, settings, tally, progress);
  }
}
