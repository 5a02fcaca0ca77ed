package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.serdes.definition.DefinitionChange;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.service.problem.JsonBodies;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.access.Scope;
import io.millrace.state.definitions.Written;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connectors of Kafka Connect, for the operator. */
@Controller("/v1")
@Needs(Scope.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Connectors")
final class ConnectorsController {
  private static final String WHAT = "connectors are managed";

  private final ConnectorEditor editor;
  private final ConnectorCatalogue catalog;
  private final ConnectorStatus status;
  private final ConnectorOffsets offsets;
  private final ConnectCalls calls;

  ConnectorsController(
      ConnectorEditor editor,
      ConnectorCatalogue catalog,
      ConnectorStatus status,
      ConnectorOffsets offsets,
      ConnectCalls calls) {
    this.editor = editor;
    this.catalog = catalog;
    this.status = status;
    this.offsets = offsets;
    this.calls = calls;
  }

  /** All connectors; reachable tells whether Connect responds. */
  @Schema(name = "Connectors")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record ConnectorList(boolean reachable, List<ConnectorView> connectors) {}

  /**
   * The effect of a request, or of a dry run.
   *
   * @param change created, changed or unchanged
   */
  @Schema(name = "ConnectorChange")
  record ChangeView(String name, String state, int version, String change, boolean dryRun) {
    static ChangeView of(Written<DesiredConnector> written, boolean dryRun) {
      DesiredConnector connector = written.value();
      return new ChangeView(
          connector.name(),
          connector.state().wireName(),
          connector.version(),
          written.change().wireName(),
          dryRun);
    }
  }

  /** The past configurations of a connector, the newest first. */
  @Schema(name = "ConnectorHistory")
  record History(String name, List<PastView> versions) {}

  /** One of them. */
  @Schema(name = "ConnectorVersion")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record PastView(
      int version,
      String at,
      @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, String> config) {}

  /** The version to roll back to. */
  @Schema(name = "ConnectorRollback")
  record Rollback(@Nullable Integer version) {}

  /** The offsets of a connector in Connect's form. */
  @Schema(name = "ConnectorOffsets")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record OffsetsView(String name, List<Map<String, Object>> offsets) {
    private static final TypeReference<List<Map<String, Object>>> LIST = new TypeReference<>() {};

    static OffsetsView of(String name, JsonNode answer) {
      JsonNode offsets = answer.path("offsets");
      return new OffsetsView(name, JsonBodies.STRICT.convertValue(offsets, LIST));
    }
  }

  /** The connector plugins. */
  @Schema(name = "ConnectorPlugins")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record PluginList(List<PluginView> plugins) {}

  /** A connector plugin; its type is sink or source. */
  @Schema(name = "ConnectorPlugin")
  record PluginView(@JsonProperty("class") String plugin, String type, String version) {}

  @Get("/connectors")
  @CallerErrors
  @Operation(
      summary = "List the connectors",
      description =
          """
          Each with what it is to be, how it is, and its configuration: name, config and state of \
          an entry are what PUT and `millrace apply` take.\
          """)
  ConnectorList list(Caller caller) throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    ConnectorStatus.All all = status.all();
    return new ConnectorList(all.reachable(), all.connectors());
  }

  @Get("/connectors/{name}")
  @CallerErrors
  @Operation(summary = "Read how a connector is, by task, with the cause of a failure")
  ConnectorView get(Caller caller, String name) throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    return status.one(name);
  }

  @Put("/connectors/{name}")
  @CallerErrors
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create or change a connector",
      description =
          """
          The body has config, an object of settings, and state: running, paused or stopped. \
          Connect validates the configuration first; 422 names every setting that is wrong. \
          Secrets must be references such as ${file:/path/to/secrets.properties:name}. With \
          dryRun=true nothing is written.\
          """)
  @RequestBody(
      required = true,
      content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
  ChangeView put(
      Caller caller,
      String name,
      @QueryValue(defaultValue = "false") boolean dryRun,
      @Body byte[] body)
      throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    return ChangeView.of(editor.put(name, ConnectorRequest.parse(name, body), dryRun), dryRun);
  }

  @Delete("/connectors/{name}")
  @Status(HttpStatus.NO_CONTENT)
  @CallerErrors
  @Operation(summary = "Remove a connector, here and in Connect")
  void remove(Caller caller, String name) throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    editor.remove(name);
  }

  @Post("/connectors/{name}/pause")
  @CallerErrors
  @Operation(summary = "Pause a connector; its tasks keep their partitions")
  ChangeView pause(Caller caller, String name) throws InterruptedException {
    return change(caller, name, DesiredState.PAUSED);
  }

  @Post("/connectors/{name}/stop")
  @CallerErrors
  @Operation(summary = "Stop a connector and its tasks")
  ChangeView stop(Caller caller, String name) throws InterruptedException {
    return change(caller, name, DesiredState.STOPPED);
  }

  @Post("/connectors/{name}/resume")
  @CallerErrors
  @Operation(summary = "Resume a paused or stopped connector")
  ChangeView resume(Caller caller, String name) throws InterruptedException {
    return change(caller, name, DesiredState.RUNNING);
  }

  @Post("/connectors/{name}/restart")
  @CallerErrors
  @Operation(
      summary = "Restart a connector and all of its tasks",
      description = "Also resets the retries of a connector that has failed permanently.")
  ChangeView restart(Caller caller, String name) throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    DesiredConnector desired = editor.retry(name);
    var _ = calls.ask(connect -> restarted(connect, name));
    return ChangeView.of(new Written<>(desired, DefinitionChange.UNCHANGED), false);
  }

  @Get("/connectors/{name}/history")
  @CallerErrors
  @Operation(summary = "Read the last 20 configurations of a connector")
  History history(Caller caller, String name) {
    Tenants.requireOperator(caller, WHAT);
    DesiredConnector desired = catalog.named(name);
    return new History(
        name,
        desired.versions().reversed().stream()
            .map(
                one ->
                    new PastView(
                        one.version(), Instant.ofEpochMilli(one.at()).toString(), one.config()))
            .toList());
  }

  @Post("/connectors/{name}/rollback")
  @CallerErrors
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Roll back to an earlier configuration, as a new version")
  ChangeView rollBack(Caller caller, String name, @Body Rollback wanted)
      throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    Integer version = wanted.version();
    if (version == null) {
      throw new FailureException(new Failure.Invalid("the version must be given", "version"));
    }
    return ChangeView.of(editor.rollBack(name, version), false);
  }

  @Get("/connectors/{name}/offsets")
  @CallerErrors
  @Operation(summary = "Read the offsets of a connector")
  OffsetsView offsets(Caller caller, String name) throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    return OffsetsView.of(name, offsets.read(name));
  }

  @Patch("/connectors/{name}/offsets")
  @CallerErrors
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Alter the offsets of a stopped connector",
      description = "The body has a list offsets, as GET shows it. 409 unless it is stopped.")
  @RequestBody(
      required = true,
      content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
  OffsetsView alterOffsets(Caller caller, String name, @Body byte[] body)
      throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    offsets.alter(name, parse(body));
    return offsets(caller, name);
  }

  @Delete("/connectors/{name}/offsets")
  @CallerErrors
  @Operation(summary = "Reset the offsets of a stopped connector. 409 unless it is stopped")
  OffsetsView resetOffsets(Caller caller, String name) throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    offsets.reset(name);
    return offsets(caller, name);
  }

  @Get("/connector-plugins")
  @CallerErrors
  @Operation(summary = "List the connector plugins")
  PluginList plugins(Caller caller) throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    var plugins = new ArrayList<PluginView>();
    for (JsonNode one : calls.ask(ConnectCluster::plugins)) {
      plugins.add(
          new PluginView(
              one.path("class").asText(), one.path("type").asText(), one.path("version").asText()));
    }
    return new PluginList(plugins);
  }

  private ChangeView change(Caller caller, String name, DesiredState state)
      throws InterruptedException {
    Tenants.requireOperator(caller, WHAT);
    return ChangeView.of(editor.change(name, state), false);
  }

  // One that Connect does not have yet is being created.
  private static boolean restarted(ConnectCluster connect, String name)
      throws IOException, InterruptedException, ConnectRequestException {
    try {
      connect.restart(name, false);
      return true;
    } catch (ConnectRequestException e) {
      if (e.unknown()) {
        return false;
      }
      throw e;
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JsonBodies.STRICT.readTree(body);
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
  }
}
