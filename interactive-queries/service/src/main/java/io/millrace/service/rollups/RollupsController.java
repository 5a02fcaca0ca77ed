package io.millrace.service.rollups;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.query.rollups.RollupCatalogue;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupJson;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.service.problem.JsonBodies;
import io.millrace.state.access.Scope;
import io.millrace.state.definitions.Written;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The caller's rollups: the built-in ones and those of its own. */
@Controller("/v1/rollups")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Rollups")
final class RollupsController {
  private final RollupCatalogue catalog;
  private final RollupEditor editor;

  RollupsController(RollupCatalogue catalog, RollupEditor editor) {
    this.catalog = catalog;
    this.editor = editor;
  }

  /**
   * A rollup.
   *
   * @param since it counts what was received since; what came before is read from the events
   * @param state active; or activating, while not all tasks have said that they know it, and it is
   *     answered from the events alone
   * @param change what the request did: created, changed or unchanged
   */
  @Schema(name = "Rollup")
  record RollupView(
      String name,
      boolean builtIn,
      int generation,
      @Nullable String since,
      String state,
      @Schema(type = "object") @JsonRawValue String definition,
      @Nullable String change) {
    static RollupView of(Rollup rollup, @Nullable String change) {
      return new RollupView(
          rollup.name(),
          rollup.isBuiltIn(),
          rollup.generation(),
          rollup.isBuiltIn() ? null : Instant.ofEpochMilli(rollup.since()).toString(),
          rollup.activating() ? "activating" : "active",
          RollupJson.write(rollup).toString(),
          change);
    }
  }

  /** All rollups of the caller. */
  @Schema(name = "Rollups")
  record RollupList(List<RollupView> rollups) {}

  @Get
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(summary = "List the rollups")
  RollupList list(Caller caller) {
    return new RollupList(
        catalog.current().of(caller.tenant()).stream()
            .map(rollup -> RollupView.of(rollup, null))
            .toList());
  }

  @Get("/{name}")
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(summary = "Read a rollup's definition")
  RollupView get(Caller caller, String name) {
    return RollupView.of(catalog.named(caller.tenant(), name), null);
  }

  @Put("/{name}")
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create or change a rollup",
      description =
          """
          The body has dimensions, measures and a filter. A definition that says the same changes \
          nothing; another one counts from now on, and what came before is read from the events.\
          """)
  @RequestBody(
      required = true,
      content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
  RollupView put(Caller caller, String name, @Body byte[] body) throws InterruptedException {
    Written<Rollup> written = editor.put(caller.tenant(), name, parse(body));
    return RollupView.of(written.value(), written.change().wireName());
  }

  @Delete("/{name}")
  @Status(HttpStatus.NO_CONTENT)
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Operation(
      summary = "Remove a rollup",
      description =
          "It stops counting and can no longer be queried; its tables in ClickHouse are kept.")
  void remove(Caller caller, String name) throws InterruptedException {
    editor.remove(caller.tenant(), name);
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JsonBodies.STRICT.readTree(body);
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
  }
}
