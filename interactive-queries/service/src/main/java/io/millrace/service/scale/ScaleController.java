package io.millrace.service.scale;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.access.Scope;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.Move;
import io.millrace.state.layout.ScalingDefinition;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.scale.MoveRun;
import io.millrace.state.scale.ScaleRequests;
import io.millrace.state.scale.Scaler;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Moves the product to another partition count, and says how far that is. The operator's. */
@Controller("/v1/scale")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Scale")
final class ScaleController {
  private final ScaleRequests requests;
  private final CurrentLayout layouts;
  private final Scaler scaler;
  private final InstantSource clock;

  ScaleController(
      ScaleRequests requests, CurrentLayout layouts, Scaler scaler, InstantSource clock) {
    this.requests = requests;
    this.layouts = layouts;
    this.scaler = scaler;
    this.clock = clock;
  }

  /**
   * The requested partition count.
   *
   * @param partitions from 1 to 512
   */
  @Schema(name = "ScaleRequest")
  record ScaleRequest(@Nullable Integer partitions) {}

  /**
   * The partition count, and the move to another one, if any.
   *
   * @param partitions of every event topic and store, in force
   */
  @Schema(name = "Scale")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(int partitions, @Nullable MoveView move, @Nullable ResultView last) {}

  /**
   * A move in progress.
   *
   * @param phase copy, drain, pause or start
   * @param attempt 1, and one more each time that the copy was restarted
   * @param copied records of state; 0 if another instance is the leader
   * @param toCopy the total number, as last seen
   * @param pausedMs for how long accepted events have waited
   */
  @Schema(name = "ScaleMove")
  record MoveView(
      int partitions,
      String phase,
      int attempt,
      long copied,
      long toCopy,
      long recordsPerSecond,
      long pausedMs) {}

  /**
   * The result of the last move.
   *
   * @param failure why it was abandoned; null on success
   * @param pausedMs for how long accepted events waited
   */
  @Schema(name = "ScaleResult")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ResultView(
      int from,
      int to,
      String startedAt,
      String endedAt,
      @Nullable String failure,
      long copied,
      long recordsPerSecond,
      long pausedMs) {}

  /** Begins a move; GET says how far it is. */
  @Post
  @Status(HttpStatus.ACCEPTED)
  @CallerErrors
  @Needs(Scope.ADMIN)
  View begin(Caller caller, @Body ScaleRequest wanted) throws InterruptedException {
    Tenants.requireOperator(caller, "the product is moved to other partitions");
    Integer partitions = wanted.partitions();
    if (partitions == null) {
      throw new FailureException(new Failure.Invalid("partitions must be given", "partitions"));
    }
    requests.begin(partitions);
    return view();
  }

  /** How many partitions there are, and how far a move is. */
  @Get
  @CallerErrors
  @Needs(Scope.ADMIN)
  View read(Caller caller) {
    Tenants.requireOperator(caller, "partitions are shown");
    return view();
  }

  private View view() {
    ScalingDefinition now = layouts.scaling();
    return new View(
        now.current().partitions(),
        now.move().map(this::view).orElse(null),
        now.last().map(ScaleController::view).orElse(null));
  }

  private MoveView view(Move move) {
    MoveRun.Progress progress =
        scaler
            .progress()
            .filter(one -> one.copied() > 0)
            .orElse(
                new MoveRun.Progress(
                    move.copied().records(), move.copied().records(), move.copied().ms()));
    return new MoveView(
        move.to().partitions(),
        move.phase().name().toLowerCase(Locale.ROOT),
        move.attempt(),
        progress.copied(),
        progress.total(),
        perSecond(progress.copied(), progress.ms()),
        move.switchedAt() == 0 ? 0 : clock.millis() - move.switchedAt());
  }

  private static ResultView view(ScalingDefinition.Result result) {
    return new ResultView(
        result.from(),
        result.to(),
        Instant.ofEpochMilli(result.startedAt()).toString(),
        Instant.ofEpochMilli(result.endedAt()).toString(),
        result.failure().isEmpty() ? null : result.failure(),
        result.copied(),
        perSecond(result.copied(), result.copyMs()),
        result.pauseMs());
  }

  private static long perSecond(long records, long ms) {
    return ms == 0 ? 0 : records * 1_000 / ms;
  }
}
