package io.millrace.service.monitoring;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;

/** Serves the metrics in Prometheus' text format. */
@Controller
@Hidden
final class MetricsController {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final SinkMeters sinks;
  private final StoreMeters stores;

  MetricsController(PrometheusMeterRegistry registry, SinkMeters sinks, StoreMeters stores) {
    this.registry = registry;
    this.sinks = sinks;
    this.stores = stores;
  }

  @Get("/metrics")
  @Produces(TEXT)
  String metrics() {
    sinks.refresh();
    stores.refresh();
    return registry.scrape(TEXT);
  }
}
