package io.millrace.service.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.query.audit.AuditResult;
import io.millrace.query.audit.AuditResults;
import io.millrace.query.audit.Auditor;
import io.millrace.query.audit.Drift;
import io.millrace.query.plan.QueryTimes;
import io.millrace.query.plan.TimeRange;
import io.millrace.query.rollups.RollupCatalogue;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.access.Scope;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the drift auditor found, and audits on demand. */
@Controller("/v1/audit")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Audit")
final class AuditController {
  /** Windows of one request. */
  private static final int MAX_WINDOWS = 1_440;

  private final Auditor auditor;
  private final AuditResults findings;
  private final Tenants tenants;
  private final RollupCatalogue rollups;

  AuditController(
      Auditor auditor, AuditResults findings, Tenants tenants, RollupCatalogue rollups) {
    this.auditor = auditor;
    this.findings = findings;
    this.tenants = tenants;
    this.rollups = rollups;
  }

  /** What was found since the start of this instance, by rollup. */
  @Schema(name = "AuditReport")
  record Report(String tenant, List<Audited> rollups) {}

  /**
   * The result for a rollup.
   *
   * @param windows how many windows were compared
   * @param unsettled undecided comparisons, because windows kept changing or a source did not
   *     respond
   * @param drift measures that differ; empty if all are equal
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "Audited")
  record Audited(
      String rollup,
      long windows,
      long unsettled,
      String lastUnsettled,
      List<Drift> drift,
      @Nullable String lastAt) {}

  /**
   * What to audit.
   *
   * @param tenant by default the caller's; another one needs a key of the operator
   * @param grain 1m, 1h or 1d
   * @param from ISO 8601 or epoch milliseconds, like {@code to}; windows that lie wholly between
   *     them, and are closed, are compared
   */
  @Schema(name = "AuditRequest")
  record Request(
      @Nullable String tenant,
      @Nullable String grain,
      @Schema(oneOf = {String.class, Long.class}) @Nullable Object from,
      @Schema(oneOf = {String.class, Long.class}) @Nullable Object to) {}

  @Get
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(summary = "Read what the drift auditor has found since the start")
  Report report(Caller caller) {
    return new Report(
        caller.tenant(),
        findings.of(caller.tenant()).stream()
            .map(
                one ->
                    new Audited(
                        one.rollup(),
                        one.windows(),
                        one.unsettled(),
                        one.lastUnsettled(),
                        one.drift(),
                        Instant.ofEpochMilli(one.lastAt()).toString()))
            .toList());
  }

  @Post
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Compare the windows of a time in all sources, now",
      description = "Takes a while; at most 1,440 windows at a time.")
  Report audit(Caller caller, @Body Request request) throws InterruptedException {
    String wanted = request.tenant();
    String tenant = wanted == null ? caller.tenant() : tenants.managed(caller, wanted);
    Grain grain = grain(request.grain());
    TimeRange span = closed(grain, QueryTimes.range(request.from(), request.to()));
    var audited = new ArrayList<Audited>();
    for (Rollup rollup : rollups.current().of(tenant)) {
      if (!rollup.activating()) {
        audited.add(audit(tenant, rollup, grain, span));
      }
    }
    return new Report(tenant, audited);
  }

  private Audited audit(String tenant, Rollup rollup, Grain grain, TimeRange span)
      throws InterruptedException {
    if (span.isEmpty()) {
      return new Audited(rollup.name(), 0, 0, "", List.of(), null);
    }
    AuditResult finding = auditor.check(tenant, rollup, grain, span);
    findings.note(tenant, rollup, grain, span, finding);
    long windows = (span.to() - span.from()) / grain.widthMs();
    return switch (finding) {
      case AuditResult.Equal() -> new Audited(rollup.name(), windows, 0, "", List.of(), null);
      case AuditResult.Differs(List<Drift> drifts) ->
          new Audited(rollup.name(), windows, 0, "", drifts, null);
      case AuditResult.Unsettled(String reason) ->
          new Audited(rollup.name(), 0, 1, reason, List.of(), null);
    };
  }

  private static Grain grain(@Nullable String word) {
    return Grain.parse(String.valueOf(word))
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.Invalid(
                        "grain must be one of %s, but was %s".formatted(Grain.wireNames(), word),
                        "grain")));
  }

  /** The windows that lie in the range whole and are closed. */
  private TimeRange closed(Grain grain, TimeRange range) {
    long from = grain.windowStart(range.from() + grain.widthMs() - 1);
    long closed =
        auditor
            .closedBefore()
            .orElseThrow(
                () ->
                    new FailureException(
                        new Failure.NotReady("it is not known yet what all sources show", 5)));
    long to = grain.windowStart(Math.min(range.to(), Math.max(closed, from)));
    if ((to - from) / grain.widthMs() > MAX_WINDOWS) {
      throw new FailureException(
          new Failure.Invalid(
              "to must be at most %,d windows of %s after from"
                  .formatted(MAX_WINDOWS, grain.wireName()),
              "to"));
    }
    return new TimeRange(from, Math.max(from, to));
  }
}
