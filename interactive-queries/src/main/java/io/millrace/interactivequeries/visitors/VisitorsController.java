package io.millrace.interactivequeries.visitors;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.interactivequeries.access.Caller;
import io.millrace.interactivequeries.access.Needs;
import io.millrace.interactivequeries.access.Scope;
import io.millrace.interactivequeries.problem.Failure;
import io.millrace.interactivequeries.problem.Refusal;
import io.millrace.interactivequeries.stores.LocalStores;
import io.millrace.interactivequeries.stores.RawPath;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.visitor.VisitorReads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Who a visitor is, from the live store. */
@Controller("/v1/visitors")
@Needs(Scope.READ)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Visitors")
final class VisitorsController {
  private final LocalStores stores;
  private final InstantSource clock;

  VisitorsController(LocalStores stores, InstantSource clock) {
    this.stores = stores;
    this.clock = clock;
  }

  @Get("/{visitor:.+}")
  @Operation(
      summary = "Read a visitor: traits, open and recent sessions",
      description =
          "The visitor is percent-encoded, slashes included. Any of a visitor's names will do.")
  VisitorView visitor(Caller caller, HttpRequest<?> request, @PathVariable String visitor) {
    String name = RawPath.decoded(request, "/v1/visitors/");
    var key = new VisitorKey(caller.tenant(), name);
    return VisitorReads.root(this::find, key)
        .map(root -> VisitorView.of(root.key().visitor(), root.record(), clock.millis()))
        .orElseThrow(() -> new Refusal(new Failure.UnknownName("visitor", name, List.of())));
  }

  private Optional<VisitorRecord> find(VisitorKey key) {
    return stores.owner(
        Stores.VISITORS, key.toBytes(), visitors -> VisitorReads.find(visitors, key));
  }
}
