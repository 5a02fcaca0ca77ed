package io.millrace.service.queries;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.query.plan.Query;
import io.millrace.query.plan.QueryEngine;
import io.millrace.query.plan.QueryRequest;
import io.millrace.query.plan.QueryResult;
import io.millrace.query.plan.QuerySlots;
import io.millrace.query.plan.QueryValidation;
import io.millrace.query.rollups.RollupCatalogue;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.state.access.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Answers queries. */
@Controller("/v1/query")
@Needs(Scope.READ)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Queries")
final class QueryController {
  private static final int SLOTS = 8;
  private static final long SLOT_WAIT_MS = 5_000;

  private final QueryEngine engine;
  private final RollupCatalogue rollups;
  private final QuerySlots slots = new QuerySlots(SLOTS, SLOT_WAIT_MS);

  QueryController(QueryEngine engine, RollupCatalogue rollups) {
    this.engine = engine;
    this.rollups = rollups;
  }

  @Post
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Ask a rollup",
      description =
          """
          Young windows are read from the state store, older ones from ClickHouse, edges finer \
          than a minute from the events; each moment from exactly one of them. Distinct counts are \
          merged over the range, not added.\
          """)
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = QueryRequest.class)))
  QueryResult query(Caller caller, @Body byte[] body) {
    Query query = QueryValidation.check(QueryBody.parse(body), caller.tenant(), rollups.current());
    return slots.run(() -> engine.answer(query));
  }
}
