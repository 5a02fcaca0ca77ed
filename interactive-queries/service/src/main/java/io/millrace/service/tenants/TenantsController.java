package io.millrace.service.tenants;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.service.problem.Problem;
import io.millrace.state.access.ApiKeySecret;
import io.millrace.state.access.Scope;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Manages tenants. The operator's admin keys see and create all; others see themselves. */
@Controller("/v1/tenants")
final class TenantsController {
  private final Tenants tenants;

  TenantsController(Tenants tenants) {
    this.tenants = tenants;
  }

  /** What a tenant is to be. */
  record NewTenant(@Nullable String tenant) {}

  /**
   * A tenant that was created.
   *
   * @param keys the text of its keys by their purpose, shown this once
   */
  record CreatedTenant(String tenant, Map<String, String> keys) {}

  /**
   * Which times of events are accepted.
   *
   * @param past how old a live event may be, such as 30d
   * @param ahead how far ahead of our clock an event may be, such as 1h
   */
  @Schema(name = "Acceptance")
  record AcceptanceView(@Nullable String past, @Nullable String ahead) {
    static AcceptanceView of(AcceptanceWindow acceptance) {
      return new AcceptanceView(
          AcceptanceWindow.text(acceptance.past()), AcceptanceWindow.text(acceptance.ahead()));
    }
  }

  /**
   * A time zone.
   *
   * @param timeZone such as Europe/Warsaw
   */
  @Schema(name = "TimeZone")
  record TimeZoneView(@Nullable String timeZone) {}

  /** The names of tenants. */
  record TenantList(List<String> tenants) {}

  /** The tenants that the caller may see. */
  @Get
  @CallerErrors
  @Needs(Scope.ADMIN)
  TenantList list(Caller caller) {
    List<String> all = tenants.names();
    return new TenantList(
        Tenants.isOperator(caller) ? all : all.stream().filter(caller.tenant()::equals).toList());
  }

  /** Creates a tenant and its three keys, which only this response ever shows. */
  @Post
  @Status(HttpStatus.CREATED)
  @CallerErrors
  @ApiResponse(
      responseCode = "409",
      description = "The tenant already exists",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @ApiResponse(
      responseCode = "422",
      description = "The name cannot be a tenant's",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Problem.class)))
  @Needs(Scope.ADMIN)
  @ExecuteOn(TaskExecutors.BLOCKING)
  CreatedTenant create(Caller caller, @Body NewTenant wanted) throws InterruptedException {
    Tenants.requireOperator(caller, "tenants are created");
    String name = wanted.tenant();
    if (name == null) {
      throw new FailureException(new Failure.Invalid("the tenant's name must be given", "tenant"));
    }
    var keys = new LinkedHashMap<String, String>();
    for (Map.Entry<Scope, ApiKeySecret> key : tenants.create(name).orThrow().entrySet()) {
      keys.put(key.getKey().wireName(), key.getValue().text());
    }
    return new CreatedTenant(name, keys);
  }

  /** Which times of events a tenant accepts. */
  @Get("/{tenant}/acceptance")
  @CallerErrors
  @Needs(Scope.ADMIN)
  AcceptanceView acceptance(Caller caller, String tenant) {
    return AcceptanceView.of(tenants.acceptance(tenants.managed(caller, tenant)));
  }

  /** Changes which event times a tenant accepts; a missing field is unchanged. */
  @Put("/{tenant}/acceptance")
  @CallerErrors
  @Needs(Scope.ADMIN)
  @ExecuteOn(TaskExecutors.BLOCKING)
  AcceptanceView accept(Caller caller, String tenant, @Body AcceptanceView wanted)
      throws InterruptedException {
    String managed = tenants.managed(caller, tenant);
    return AcceptanceView.of(tenants.accept(managed, wanted.past(), wanted.ahead()).orThrow());
  }

  /** The time zone of the tenant's days, where a definition does not say another. */
  @Get("/{tenant}/time-zone")
  @CallerErrors
  @Needs(Scope.ADMIN)
  TimeZoneView timeZone(Caller caller, String tenant) {
    return new TimeZoneView(tenants.timeZone(tenants.managed(caller, tenant)).getId());
  }

  /** Changes the tenant's time zone; rules of segments that there are keep theirs. */
  @Put("/{tenant}/time-zone")
  @CallerErrors
  @Needs(Scope.ADMIN)
  @ExecuteOn(TaskExecutors.BLOCKING)
  TimeZoneView setTimeZone(Caller caller, String tenant, @Body TimeZoneView wanted)
      throws InterruptedException {
    String managed = tenants.managed(caller, tenant);
    String zone = wanted.timeZone();
    if (zone == null) {
      throw new FailureException(
          new Failure.Invalid("timeZone must be given, such as Europe/Warsaw", "timeZone"));
    }
    return new TimeZoneView(
        tenants.setTimeZone(managed, TenantSettings.zone(zone)).orThrow().getId());
  }
}
