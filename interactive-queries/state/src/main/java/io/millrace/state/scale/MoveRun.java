package io.millrace.state.scale;

import io.millrace.state.cluster.Instances;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.Move;
import io.millrace.state.layout.Move.Copied;
import io.millrace.state.layout.Move.Phase;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.layout.ScalingDefinition;
import io.millrace.state.layout.ScalingDefinition.Result;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServiceSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a move by its leader, from where it can be resumed up to its end.
 *
 * <p>Before the new application takes over, a new leader copies again, into changelogs of another
 * attempt. After that, all that is left is to wait for it and to delete the old one. Once events go
 * to the new topics there is no way back; before, a move that fails too often is abandoned.
 */
public final class MoveRun {
  private static final Logger LOG = LoggerFactory.getLogger(MoveRun.class);
  private static final int MAX_ATTEMPTS = 5;
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /**
   * An instance that has not confirmed by then that it has stopped writing to the old topics is
   * fenced.
   */
  private static final Duration PATIENCE_TO_SWITCH = Duration.ofSeconds(20);

  /** By then all brokers know that the old topics are closed. */
  private static final Duration CLOSED_AFTER = Duration.ofSeconds(2);

  /**
   * By then a dead instance is known to be dead; otherwise processing resumes, and the phase is
   * repeated.
   */
  private static final Duration PATIENCE_TO_PAUSE = Duration.ofSeconds(60);

  /**
   * By then the group of the old application must be empty; else what it has committed is left
   * behind.
   */
  private static final Duration PATIENCE_TO_LEAVE = Duration.ofSeconds(60);

  /** At most this many records are left to copy when events are switched to the new topics. */
  private static final int SMALL_REST = 20_000;

  private static final int MAX_ROUNDS = 20;

  private final ServiceSettings settings;
  private final CurrentLayout layouts;
  private final LayoutGenerations generations;
  private final MoveAcknowledgements reports;
  private final Instances instances;
  private final LongRunning builds;
  private final LayoutWriter writer;
  private final Admin admin;
  private final InstantSource clock;
  private volatile @Nullable StateCopy copy;

  /**
   * The progress of the copy.
   *
   * @param copied records
   * @param total the total number, as last seen; at least as many
   * @param ms how long it has taken, without waiting for more
   */
  public record Progress(long copied, long total, long ms) {}

  MoveRun(
      ServiceSettings settings,
      CurrentLayout layouts,
      LayoutGenerations generations,
      MoveAcknowledgements reports,
      Instances instances,
      LongRunning builds,
      LayoutWriter writer,
      Admin admin,
      InstantSource clock) {
    this.settings = settings;
    this.layouts = layouts;
    this.generations = generations;
    this.reports = reports;
    this.instances = instances;
    this.builds = builds;
    this.writer = writer;
    this.admin = admin;
    this.clock = clock;
  }

  Progress progress() {
    StateCopy now = copy;
    return now == null
        ? new Progress(0, 0, 0)
        : new Progress(now.copied(), Math.max(now.copied(), now.toCopy()), now.busyMs());
  }

  void run() throws InterruptedException, ExecutionException {
    Move move = move();
    if (move.phase() != Phase.START) {
      if (move.phase() == Phase.COPY && move.attempt() > MAX_ATTEMPTS) {
        giveUp();
        return;
      }
      begin(move);
      PartitionLayout from = layouts.scaling().current();
      try (var opened = new StateCopy(admin, settings.kafka(), from, move().to())) {
        copy = opened;
        copyAhead(opened);
        awaitBuilds(opened);
        switchOver(opened, from);
        drain(opened, from);
        rest(opened);
      }
    }
    awaitStarted();
    end();
  }

  /** Begins another attempt; what an earlier one has copied is deleted. */
  private void begin(Move move) throws InterruptedException, ExecutionException {
    Phase again = move.switchedAt() == 0 ? Phase.COPY : Phase.DRAIN;
    PartitionLayout before = move.to();
    write(move.again(settings.applicationId(), again));
    generations.removeState(admin, before);
    generations.create(admin, layouts.scaling().current(), move().to());
    LOG.info("copying the state for {} partitions", move.to().partitions());
  }

  private void copyAhead(StateCopy opened) throws InterruptedException, ExecutionException {
    if (move().phase() != Phase.COPY) {
      return;
    }
    for (int round = 0; round < MAX_ROUNDS; round++) {
      long before = opened.copied();
      opened.catchUp();
      if (opened.copied() - before < SMALL_REST) {
        return;
      }
    }
    LOG.info("the state changes nearly as fast as it is copied; the pause will be longer");
  }

  /** A build writes to every partition that it knew of; no further one starts during a move. */
  private void awaitBuilds(StateCopy opened) throws InterruptedException, ExecutionException {
    while (move().phase() == Phase.COPY && builds.anyInProgress()) {
      opened.catchUp();
      Thread.sleep(LOOK_EVERY);
    }
  }

  private void switchOver(StateCopy opened, PartitionLayout from)
      throws InterruptedException, ExecutionException {
    if (move().phase() == Phase.COPY) {
      write(move().in(Phase.DRAIN, clock.millis()));
    }
    boolean all = awaitReports(PATIENCE_TO_SWITCH, opened);
    generations.close(admin, from);
    if (!all) {
      LOG.warn(
          "an instance did not confirm that it writes to the new topics; its writes are fenced");
      Thread.sleep(CLOSED_AFTER);
    }
  }

  private void drain(StateCopy opened, PartitionLayout from)
      throws InterruptedException, ExecutionException {
    try (var drain =
        new InputDrain(admin, from.applicationId(), settings.kafka(), generations.inputs(from))) {
      while (!isDone(drain)) {
        opened.step();
      }
    }
    LOG.info("all events from before the move are processed");
  }

  /** Starting again costs more than asking a busy Kafka again. */
  private static boolean isDone(InputDrain drain) throws InterruptedException, ExecutionException {
    try {
      return drain.done();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        LOG.info("the progress of the old application is unknown: {}", e.getMessage());
        return false;
      }
      throw e;
    }
  }

  private void rest(StateCopy opened) throws InterruptedException, ExecutionException {
    write(move().in(Phase.PAUSE, clock.millis()));
    if (!awaitReports(PATIENCE_TO_PAUSE, opened)) {
      throw new IllegalStateException("not every instance paused in " + PATIENCE_TO_PAUSE);
    }
    opened.catchUp();
    opened.end();
    write(
        move().in(Phase.START, clock.millis()).with(new Copied(opened.copied(), opened.busyMs())));
    LOG.info("{} records of state are copied", opened.copied());
  }

  private void awaitStarted() throws InterruptedException, ExecutionException {
    while (!allFollowed()) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  private void end() throws InterruptedException, ExecutionException {
    long now = clock.millis();
    ScalingDefinition scaling = layouts.scaling();
    Move move = move();
    PartitionLayout from = scaling.current();
    long deadline = now + PATIENCE_TO_LEAVE.toMillis();
    while (!generations.removeGroup(admin, from) && clock.millis() < deadline) {
      Thread.sleep(LOOK_EVERY);
    }
    generations.removeState(admin, from);
    generations.removeInputs(admin, from.generation());
    var result = result(move, from, now, "", now - move.switchedAt());
    writer.write(scaling.ended(move.to(), result), now);
    LOG.info(
        "moved from {} to {} partitions, events waited for {} ms",
        from.partitions(),
        move.to().partitions(),
        result.pauseMs());
  }

  private void giveUp() throws InterruptedException, ExecutionException {
    ScalingDefinition scaling = layouts.scaling();
    Move move = move();
    generations.removeState(admin, move.to());
    generations.removeInputs(admin, move.to().generation());
    String why = "the copy failed %d times; see the log".formatted(MAX_ATTEMPTS);
    writer.write(
        scaling.ended(scaling.current(), result(move, scaling.current(), clock.millis(), why, 0)),
        clock.millis());
  }

  private static Result result(
      Move move, PartitionLayout from, long now, String failure, long pauseMs) {
    return new Result(
        from.partitions(),
        move.to().partitions(),
        move.startedAt(),
        now,
        failure,
        move.copied().records(),
        move.copied().ms(),
        pauseMs);
  }

  /** Whether all have followed in time; continues copying in the meantime. */
  private boolean awaitReports(Duration patience, StateCopy opened)
      throws InterruptedException, ExecutionException {
    long deadline = clock.millis() + patience.toMillis();
    while (!allFollowed()) {
      if (clock.millis() > deadline) {
        return false;
      }
      opened.step();
    }
    return true;
  }

  private boolean allFollowed() {
    Move move = move();
    try {
      return instances.all().stream().allMatch(instance -> reports.followed(instance, move));
    } catch (FailureException e) {
      LOG.debug("the following instances are not known now", e);
      return false;
    }
  }

  private Move move() {
    return layouts
        .scaling()
        .move()
        .orElseThrow(() -> new IllegalStateException("the move has ended elsewhere"));
  }

  private void write(Move next) throws InterruptedException {
    writer.write(layouts.scaling().with(next), clock.millis());
  }
}
