package io.millrace.query.audit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.millrace.serdes.rollup.Rollup;
import java.util.stream.Stream;

/** The auditor's metrics, by rollup; those of tenants' own rollups are one, named custom. */
@Context
final class AuditMeters {
  AuditMeters(MeterRegistry registry, AuditResults findings) {
    Stream<String> builtIn = Rollup.BUILT_IN.stream().map(Rollup::name);
    for (String name : Stream.concat(builtIn, Stream.of(AuditResults.CUSTOM)).toList()) {
      Gauge.builder("millrace.rollup.drift", findings, all -> all.drifts(name))
          .description(
              "Window measures that differ between the store, the rollup table and the events")
          .tag("rollup", name)
          .register(registry);
      FunctionCounter.builder("millrace.rollup.audited", findings, all -> all.windows(name))
          .description("Windows that the auditor compared")
          .tag("rollup", name)
          .register(registry);
    }
  }
}
