package io.millrace.service.audit;

import io.millrace.query.audit.AuditResults;
import io.millrace.query.audit.Auditor;
import io.millrace.query.audit.Drift;
import io.millrace.query.plan.LiveHorizon;
import io.millrace.query.plan.TimeRange;
import io.millrace.query.rollups.RollupCatalogue;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.settings.ServerThread;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits windows of all tenants and rollups in turn, on a thread of its own, as long as the service
 * runs: mostly those that closed lately, now and then older and coarser ones, and again what was
 * found to drift.
 */
@Singleton
final class AuditWatch extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(AuditWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** Windows of one comparison. */
  private static final int MINUTES = 5;

  private final Auditor auditor;
  private final AuditResults findings;
  private final Tenants tenants;
  private final RollupCatalogue rollups;
  private final InstantSource clock;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private int turn;

  AuditWatch(
      Auditor auditor,
      AuditResults findings,
      Tenants tenants,
      RollupCatalogue rollups,
      InstantSource clock) {
    super("millrace-audit");
    this.auditor = auditor;
    this.findings = findings;
    this.tenants = tenants;
    this.rollups = rollups;
    this.clock = clock;
  }

  @Override
  protected void run() throws InterruptedException {
    while (true) {
      Thread.sleep(EVERY);
      roundOrWarning();
    }
  }

  /**
   * Whatever fails in one pass, the next follows: otherwise nobody would notice that audits have
   * stopped.
   */
  private void roundOrWarning() throws InterruptedException {
    try {
      round();
    } catch (RuntimeException e) {
      LOG.warn("an audit failed; the next follows in {}", EVERY, e);
    }
  }

  private void round() throws InterruptedException {
    OptionalLong closed = auditor.closedBefore();
    List<String> names = tenants.names();
    if (closed.isEmpty() || names.isEmpty()) {
      return;
    }
    String tenant = names.get(Math.floorMod(turn, names.size()));
    List<Rollup> all =
        rollups.current().of(tenant).stream().filter(one -> !one.activating()).toList();
    Rollup rollup = all.get(Math.floorMod(turn / names.size(), all.size()));
    turn++;
    audit(tenant, rollup, Grain.MINUTE, lately(closed.getAsLong()));
    Grain grain = random.nextInt(4) == 0 ? Grain.DAY : Grain.HOUR;
    audit(tenant, rollup, grain, earlier(grain, closed.getAsLong()));
    List<Drift> known = findings.known(tenant, rollup.name());
    if (!known.isEmpty()) {
      again(tenant, rollup, known.get(random.nextInt(known.size())));
    }
  }

  private void again(String tenant, Rollup rollup, Drift drift) throws InterruptedException {
    Grain grain = Grain.parse(drift.grain()).orElseThrow();
    long window = Instant.parse(drift.window()).toEpochMilli();
    audit(tenant, rollup, grain, new TimeRange(window, window + grain.widthMs()));
  }

  private void audit(String tenant, Rollup rollup, Grain grain, TimeRange span)
      throws InterruptedException {
    if (!span.isEmpty()) {
      findings.note(tenant, rollup, grain, span, auditor.check(tenant, rollup, grain, span));
    }
  }

  private static TimeRange lately(long closed) {
    long end = Grain.MINUTE.windowStart(closed);
    return new TimeRange(end - MINUTES * Grain.MINUTE.widthMs(), end);
  }

  /** A closed window that the store may still have. */
  private TimeRange earlier(Grain grain, long closed) {
    long end = grain.windowStart(closed);
    long windows = (end - LiveHorizon.start(clock.millis())) / grain.widthMs();
    if (windows < 1) {
      return new TimeRange(end, end);
    }
    long start = end - random.nextLong(1, windows + 1) * grain.widthMs();
    return new TimeRange(start, start + grain.widthMs());
  }
}
