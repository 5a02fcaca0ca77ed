package io.millrace.service.counters;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.state.access.Scope;
import java.util.Map;

/** Shows callers what happened to their events. */
@Controller("/v1/counters")
final class CountersController {
  private final EventCounters counters;

  CountersController(EventCounters counters) {
    this.counters = counters;
  }

  /** The counts of the caller's tenant on this instance since its start. */
  @Get
  @CallerErrors
  @Needs(Scope.READ)
  CounterAnswer counters(Caller caller) {
    return new CounterAnswer(caller.tenant(), counters.of(caller.tenant()));
  }

  /**
   * A tenant's counts.
   *
   * @param counts events by what happened to them, such as {@code accepted} or {@code
   *     quarantined.too-late}
   */
  record CounterAnswer(String tenant, Map<String, Long> counts) {}
}
