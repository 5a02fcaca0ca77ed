package io.millrace.service.visitors;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.http.RawPath;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.state.access.Scope;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import java.util.List;

/** Visitors, from the live stores, and their erasure. */
@Controller("/v1/visitors")
@Needs(Scope.READ)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Visitors")
final class VisitorsController {
  static final String PATH = "/v1/visitors/";
  private static final String ERASURE = "/erasure";

  private final VisitorNames names;
  private final Erasures erasures;
  private final CurrentLayout layouts;
  private final InstantSource clock;

  VisitorsController(
      VisitorNames names, Erasures erasures, CurrentLayout layouts, InstantSource clock) {
    this.names = names;
    this.erasures = erasures;
    this.layouts = layouts;
    this.clock = clock;
  }

  @Get("/{visitor:.+}")
  @Operation(
      summary = "Read a visitor: traits, open and recent sessions",
      description =
          "The visitor is percent-encoded, slashes included. Any of a visitor's names will do.")
  VisitorView visitor(Caller caller, HttpRequest<?> request, @PathVariable String visitor) {
    String name = RawPath.decoded(request, PATH);
    var key = new VisitorKey(caller.tenant(), name);
    return names
        .root(key)
        .map(root -> VisitorView.of(root.key().visitor(), root.record(), clock.millis()))
        .orElseThrow(
            () -> new FailureException(new Failure.UnknownName("visitor", name, List.of())));
  }

  @Delete("/{visitor:.+}")
  @Status(HttpStatus.ACCEPTED)
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Operation(
      summary = "Erase a visitor under all its names",
      description =
          "Erases from the live stores and from ClickHouse, after all events accepted "
              + "before have arrived there; survives a restart. GET .../erasure shows the "
              + "progress. Later events start a new visitor.")
  ErasureView erase(Caller caller, HttpRequest<?> request, @PathVariable String visitor)
      throws InterruptedException {
    String name = RawPath.decoded(request, PATH);
    var known = names.of(new VisitorKey(caller.tenant(), name));
    return ErasureView.of(erasures.request(caller.tenant(), name, known), topics());
  }

  @Get("/{visitor:.+}/erasure")
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Operation(
      summary = "Read what an erasure has removed, and what remains until when",
      description = "Under the name that the erasure was asked for with, percent-encoded.")
  ErasureView erasure(Caller caller, HttpRequest<?> request, @PathVariable String visitor) {
    String name = RawPath.decoded(request, PATH, ERASURE);
    return erasures
        .find(caller.tenant(), name)
        .map(erasure -> ErasureView.of(erasure, topics()))
        .orElseThrow(
            () -> new FailureException(new Failure.UnknownName("erasure", name, List.of())));
  }

  /** The current input topics; those of earlier generations end by themselves. */
  private Topics topics() {
    return layouts.topics(layouts.intake());
  }
}
