package io.millrace.benchmarks.reads;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.NonBlocking;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.http.RawPath;
import io.millrace.service.visitors.VisitorView;
import io.millrace.state.access.Scope;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.LiveStores;
import io.millrace.state.reads.ReadContext;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Reads a visitor as the product's fast path does, but by an asynchronous route of the framework:
 * on the event loop, with the filters that authenticate and read the terms, and with its JSON.
 */
@Controller("/v1/plain-visitors")
@Needs(Scope.READ)
@Requires(property = FrontService.PLAIN)
final class PlainVisitorsController {
  static final String PATH = "/v1/plain-visitors/";

  private final LiveStores stores;
  private final InstantSource clock;

  PlainVisitorsController(LiveStores stores, InstantSource clock) {
    this.stores = stores;
    this.clock = clock;
  }

  @Get("/{visitor:.+}")
  @NonBlocking
  CompletionStage<VisitorView> visitor(
      Caller caller, HttpRequest<?> request, @PathVariable String visitor) {
    var key = new VisitorKey(caller.tenant(), RawPath.decoded(request, PATH));
    ReadContext context = ReadContext.current();
    return stores
        .entry(StoreNames.VISITORS, key.toBytes(), context.terms(), context.served())
        .thenApply(
            found ->
                found
                    .map(VisitorRecord::fromBytes)
                    .filter(record -> record.aliasOf().isEmpty())
                    .map(record -> VisitorView.of(key.visitor(), record, clock.millis()))
                    .orElseThrow(
                        () ->
                            new FailureException(
                                new Failure.UnknownName("visitor", key.visitor(), List.of()))));
  }
}
