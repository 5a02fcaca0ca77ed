package io.millrace.query.audit;

import io.millrace.query.plan.TimeRange;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comparisons have come to on this instance since its start. Thread safe. */
@Singleton
public final class AuditResults {
  private static final Logger LOG = LoggerFactory.getLogger(AuditResults.class);

  /** How metrics name all rollups that tenants defined. */
  static final String CUSTOM = "custom";

  /** Further drifts of one rollup add no information. */
  private static final int KEPT_PER_ROLLUP = 100;

  private record Audited(String tenant, String rollup) {}

  private static final class Tallied {
    long windows;
    long unsettled;
    String lastUnsettled = "";
    long lastAt;
    List<Drift> drifts = List.of();
  }

  /**
   * The comparisons of one rollup.
   *
   * @param windows how many windows were compared
   * @param unsettled undecided comparisons
   * @param lastUnsettled why the last of them was undecided; empty if there was none
   * @param drift measures that currently differ
   * @param lastAt when the last comparison ended, epoch milliseconds
   */
  public record Summary(
      String rollup,
      long windows,
      long unsettled,
      String lastUnsettled,
      List<Drift> drift,
      long lastAt) {}

  private final InstantSource clock;
  private final Map<Audited, Tallied> tallies = new HashMap<>();

  AuditResults(InstantSource clock) {
    this.clock = clock;
  }

  /** Replaces the known result of a time range. */
  public synchronized void note(
      String tenant, Rollup rollup, Grain grain, TimeRange span, AuditResult finding) {
    Tallied tallied =
        tallies.computeIfAbsent(new Audited(tenant, rollup.name()), _ -> new Tallied());
    tallied.lastAt = clock.millis();
    long windows = (span.to() - span.from()) / grain.widthMs();
    switch (finding) {
      case AuditResult.Unsettled(String reason) -> {
        tallied.unsettled++;
        tallied.lastUnsettled = reason;
      }
      case AuditResult.Equal() -> {
        tallied.windows += windows;
        replace(tallied, grain, span, List.of());
      }
      case AuditResult.Differs(List<Drift> drifts) -> {
        tallied.windows += windows;
        replace(tallied, grain, span, drifts);
        drifts.forEach(drift -> LOG.error("drift: {}", drift));
      }
    }
  }

  /** Of the tenant's rollups, in the order of their names. */
  public synchronized List<Summary> of(String tenant) {
    var summaries = new TreeMap<String, Summary>();
    tallies.forEach(
        (audited, tallied) -> {
          if (audited.tenant().equals(tenant)) {
            summaries.put(audited.rollup(), summary(audited.rollup(), tallied));
          }
        });
    return List.copyOf(summaries.values());
  }

  /**
   * Measures that differ now, of all tenants.
   *
   * @param metric the name of a built-in rollup, or {@link #CUSTOM}
   */
  synchronized long drifts(String metric) {
    return sum(metric, tallied -> tallied.drifts.size());
  }

  /** Windows that were compared, of all tenants. */
  synchronized long windows(String metric) {
    return sum(metric, tallied -> tallied.windows);
  }

  /** The known drifts of a rollup, for another comparison. */
  public synchronized List<Drift> known(String tenant, String rollup) {
    Tallied tallied = tallies.get(new Audited(tenant, rollup));
    return tallied == null ? List.of() : tallied.drifts;
  }

  private long sum(String metric, ToLongFunction<Tallied> of) {
    long sum = 0;
    for (Map.Entry<Audited, Tallied> entry : tallies.entrySet()) {
      String rollup = entry.getKey().rollup();
      if (metric.equals(Rollup.builtIn(rollup).isPresent() ? rollup : CUSTOM)) {
        sum += of.applyAsLong(entry.getValue());
      }
    }
    return sum;
  }

  private static Summary summary(String rollup, Tallied tallied) {
    return new Summary(
        rollup,
        tallied.windows,
        tallied.unsettled,
        tallied.lastUnsettled,
        tallied.drifts,
        tallied.lastAt);
  }

  private static void replace(Tallied tallied, Grain grain, TimeRange span, List<Drift> drifts) {
    var left = new ArrayList<Drift>();
    for (Drift known : tallied.drifts) {
      long window = Instant.parse(known.window()).toEpochMilli();
      boolean compared =
          known.grain().equals(grain.wireName()) && span.from() <= window && window < span.to();
      if (!compared) {
        left.add(known);
      }
    }
    left.addAll(drifts);
    tallied.drifts = List.copyOf(left.subList(0, Math.min(left.size(), KEPT_PER_ROLLUP)));
  }
}
