package io.millrace.state.streams;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Alive unless the {@link Watchdog} found what only a new process can mend. */
@Singleton
@Liveness
final class WatchdogHealth implements HealthIndicator {
  private final Watchdog watchdog;

  WatchdogHealth(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthResult.Builder result =
        HealthResult.builder(
            "watchdog", watchdog.problem().isEmpty() ? HealthStatus.UP : HealthStatus.DOWN);
    watchdog.problem().ifPresent(trouble -> result.details(Map.of("trouble", trouble)));
    return Publishers.just(result.build());
  }
}
