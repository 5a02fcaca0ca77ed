package io.millrace.service.deadletters;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Set;

/** The metrics of dead letters, by connector and state. Used by the consumer's thread only. */
@Singleton
final class DeadLetterMeters {
  private final DeadLetterIndex index;
  private final MultiGauge letters;
  private Set<String> connectors = Set.of();

  DeadLetterMeters(MeterRegistry registry, DeadLetterIndex index) {
    this.index = index;
    letters =
        MultiGauge.builder("millrace.dead.letters")
            .description("Dead letters by state")
            .register(registry);
    FunctionCounter.builder("millrace.dead.letters.dropped", index, DeadLetterIndex::dropped)
        .description("Dead letters evicted from the index")
        .register(registry);
  }

  /** Updates the gauges to the connectors that have dead letters now. */
  void show() {
    Set<String> now = index.connectors();
    if (now.equals(connectors)) {
      return;
    }
    var rows = new ArrayList<MultiGauge.Row<?>>();
    for (String connector : now) {
      for (DeadLetterState state : DeadLetterState.values()) {
        rows.add(
            MultiGauge.Row.of(
                Tags.of("connector", connector, "state", state.wireName()),
                index,
                all -> all.count(connector, state)));
      }
    }
    letters.register(rows, true);
    connectors = now;
  }
}
