package io.millrace.standalone.product;

import io.millrace.standalone.product.ClusterReads.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What became of the reads, by phase of the test and by kind; and how long a key went unread. */
final class ReadTally {
  private static final int WRONG_KEPT = 10;

  /** What comes later counts as not answered. */
  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(1);

  private final Map<String, Phase> phases = new LinkedHashMap<>();
  private final Map<String, Key> keys = new HashMap<>();
  private volatile Phase current = new Phase("start");

  /** One kind in one phase. */
  private static final class Row {
    final List<Long> latencies = new ArrayList<>();
    final Map<String, Integer> failures = new TreeMap<>();
    final Map<String, Integer> replicas = new TreeMap<>();
    final List<String> wrong = new ArrayList<>();
    int firstTry;
    int unanswered;
    int leftOut;
    int wrongs;
    long latestMs;

    int asked() {
      return latencies.size() + unanswered;
    }
  }

  private static final class Key {
    long answered = System.nanoTime();
    boolean missed;
    long longest;
  }

  /** A stretch of the test: reads that begin in it count here. */
  final class Phase {
    private final String name;
    private final Map<Kind, Row> rows = new EnumMap<>(Kind.class);

    private Phase(String name) {
      this.name = name;
    }

    private Row row(Kind kind) {
      return rows.computeIfAbsent(kind, _ -> new Row());
    }

    void answered(Kind kind, int key, long nanos, int tries, String replica) {
      synchronized (ReadTally.this) {
        Row row = row(kind);
        if (nanos > DEADLINE_NS) {
          unanswered(kind, key);
          return;
        }
        row.latencies.add(nanos);
        row.firstTry += tries == 1 ? 1 : 0;
        row.replicas.merge(replica.isEmpty() ? "unsaid" : replica, 1, Integer::sum);
        seen(kind, key, true);
      }
    }

    /** Not even begun, because too many were under way. */
    void leftOut(Kind kind) {
      synchronized (ReadTally.this) {
        row(kind).leftOut++;
      }
    }

    void failed(Kind kind, String why) {
      synchronized (ReadTally.this) {
        row(kind).failures.merge(why, 1, Integer::sum);
      }
    }

    /** Not within a second. */
    void unanswered(Kind kind, int key) {
      synchronized (ReadTally.this) {
        row(kind).unanswered++;
        seen(kind, key, false);
      }
    }

    void wrong(Kind kind, String what) {
      synchronized (ReadTally.this) {
        Row row = row(kind);
        row.wrongs++;
        if (row.wrong.size() < WRONG_KEPT) {
          row.wrong.add(what);
        }
      }
    }

    /** By how much an answer was older than it said. */
    void late(Kind kind, long ms) {
      synchronized (ReadTally.this) {
        Row row = row(kind);
        row.latestMs = Math.max(row.latestMs, ms);
      }
    }
  }

  Phase phase() {
    return current;
  }

  synchronized void begin(String name) {
    current = phases.computeIfAbsent(name, Phase::new);
  }

  private void seen(Kind kind, int number, boolean answered) {
    Key key = keys.computeIfAbsent(kind + " " + number, _ -> new Key());
    long now = System.nanoTime();
    if (answered) {
      key.longest = key.missed ? Math.max(key.longest, now - key.answered) : key.longest;
      key.answered = now;
    }
    key.missed = !answered;
  }

  synchronized int wrong() {
    return rows().stream().mapToInt(row -> row.wrongs).sum();
  }

  synchronized List<String> wrongs() {
    return rows().stream().flatMap(row -> row.wrong.stream()).toList();
  }

  /** The share of all reads that was answered within a second. */
  synchronized double answered() {
    double asked = rows().stream().mapToInt(Row::asked).sum();
    return rows().stream().mapToInt(row -> row.latencies.size()).sum() / asked;
  }

  private List<Row> rows() {
    return phases.values().stream().flatMap(phase -> phase.rows.values().stream()).toList();
  }

  /** A table, and what failed and what was wrong below it. */
  synchronized String report() {
    var text = new StringBuilder();
    text.append(
        "%-20s %-9s %8s %8s %9s %9s %8s %8s %7s %9s %s%n"
            .formatted(
                "phase",
                "kind",
                "reads",
                "left out",
                "in 1 s %",
                "1st try %",
                "p50 ms",
                "p99 ms",
                "wrong",
                "unsaid ms",
                "replicas"));
    phases
        .values()
        .forEach(phase -> phase.rows.forEach((kind, row) -> line(text, phase, kind, row)));
    for (Kind kind : Kind.values()) {
      long longest =
          keys.entrySet().stream()
              .filter(key -> key.getKey().startsWith(kind + " "))
              .mapToLong(key -> key.getValue().longest)
              .max()
              .orElse(0);
      text.append(
          "longest unavailability of a key, %s: %,d ms%n"
              .formatted(kind, TimeUnit.NANOSECONDS.toMillis(longest)));
    }
    text.append("answered within 1 s: %.4f %%%n".formatted(100 * answered()));
    phases
        .values()
        .forEach(
            phase ->
                phase.rows.forEach(
                    (kind, row) -> {
                      if (!row.failures.isEmpty()) {
                        text.append("%s %s: %s%n".formatted(phase.name, kind, row.failures));
                      }
                      row.wrong.forEach(
                          one -> text.append("WRONG %s %s: %s%n".formatted(phase.name, kind, one)));
                    }));
    return text.toString();
  }

  private static void line(StringBuilder text, Phase phase, Kind kind, Row row) {
    long[] sorted = row.latencies.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    text.append(
        "%-20s %-9s %8d %8d %9.3f %9.3f %8.2f %8.2f %7d %9d %s%n"
            .formatted(
                phase.name,
                kind,
                row.asked(),
                row.leftOut,
                100.0 * sorted.length / Math.max(1, row.asked()),
                100.0 * row.firstTry / Math.max(1, row.asked()),
                quantile(sorted, 0.5),
                quantile(sorted, 0.99),
                row.wrongs,
                row.latestMs,
                row.replicas));
  }

  private static double quantile(long[] sorted, double level) {
    return sorted.length == 0 ? 0 : sorted[(int) (level * (sorted.length - 1))] / 1e6;
  }
}
