package io.millrace.interactivequeries.streams;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.millrace.interactivequeries.definitions.DefinitionLog;
import io.millrace.interactivequeries.problem.Outcome;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.reactivestreams.Publisher;

/** Ready once the keys are loaded and the stores can be read. */
@Singleton
@Readiness
final class StreamsHealth implements HealthIndicator {
  private final StreamsHost host;
  private final DefinitionLog definitions;

  StreamsHealth(StreamsHost host, DefinitionLog definitions) {
    this.host = host;
    this.definitions = definitions;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    boolean up = host.running() && definitions.loaded();
    return Publishers.just(
        HealthResult.builder("millrace", up ? HealthStatus.UP : HealthStatus.DOWN)
            .details(Map.of("streams", state(), "definitionsLoaded", definitions.loaded()))
            .build());
  }

  private String state() {
    return switch (host.streams()) {
      case Outcome.Done<KafkaStreams>(var streams) -> streams.state().name();
      case Outcome.Refused<KafkaStreams> _ -> "NOT_STARTED";
    };
  }
}
