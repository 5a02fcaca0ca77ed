package io.millrace.state.streams;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.Outcome;
import io.millrace.state.streams.StreamsHost.Phase;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.apache.kafka.streams.KafkaStreams;
import org.reactivestreams.Publisher;

/**
 * Ready once the keys are loaded and the stores can be read; distinguishes an instance that is
 * starting from one that fails repeatedly.
 */
@Singleton
@Readiness
final class StreamsHealth implements HealthIndicator {
  private final StreamsHost host;
  private final RestoreTracker restores;
  private final DefinitionLog definitions;

  StreamsHealth(StreamsHost host, RestoreTracker restores, DefinitionLog definitions) {
    this.host = host;
    this.restores = restores;
    this.definitions = definitions;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    Phase phase = host.phase();
    boolean up = ready(phase) && definitions.loaded();
    var details = new LinkedHashMap<String, Object>();
    details.put("phase", phase.name().toLowerCase(Locale.ROOT));
    details.put("streams", state());
    details.put("definitionsLoaded", definitions.loaded());
    if (phase == Phase.RESTORING || phase == Phase.REBALANCING) {
      details.put("recordsToRestore", restores.missing());
    }
    host.repeatedFailure().ifPresent(failure -> details.put("failure", failure));
    return Publishers.just(
        HealthResult.builder("millrace", up ? HealthStatus.UP : HealthStatus.DOWN)
            .details(details)
            .build());
  }

  /** While partitions move among instances, the others serve requests. */
  private static boolean ready(Phase phase) {
    return switch (phase) {
      case RUNNING, REBALANCING -> true;
      case STARTING, RESTORING, BROKEN, LEAVING -> false;
    };
  }

  private String state() {
    return switch (host.streams()) {
      case Outcome.Done<KafkaStreams>(var streams) -> streams.state().name();
      case Outcome.Refused<KafkaStreams> _ -> "NOT_STARTED";
    };
  }
}
