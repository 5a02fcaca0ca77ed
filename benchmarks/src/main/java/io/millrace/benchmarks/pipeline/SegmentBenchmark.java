package io.millrace.benchmarks.pipeline;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.segment.Evaluation;
import io.millrace.topologies.segment.MembershipListener;
import io.millrace.topologies.segment.RuleSet;
import io.millrace.topologies.segment.rule.Segments;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cost of segments alone, on one thread and without Kafka: each event decodes and encodes a
 * visitor's record. Prints the time per event by number of rules, the bytes of state per visitor,
 * and those of a visitor with a million events. Arguments: {@code [EVENTS [VISITORS]]}.
 */
public final class SegmentBenchmark {
  private static final int HEAVY_EVENTS = 1_000_000;
  private static final List<Integer> RULES = List.of(0, 50, 500);

  private final long events;
  private final long visitors;

  private SegmentBenchmark(long events, long visitors) {
    this.events = events;
    this.visitors = visitors;
  }

  /** Runs the measurements and prints them as a table. */
  public static void main(String[] args) {
    long events = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    long visitors = args.length > 1 ? Long.parseLong(args[1]) : 50_000;
    var benchmark = new SegmentBenchmark(events, visitors);
    RULES.forEach(benchmark::run);
    RULES.forEach(benchmark::run);
    benchmark.heavy();
  }

  private void run(int rules) {
    Map<String, RuleSet> books = books(rules);
    var records = new HashMap<VisitorKey, byte[]>();
    var source = source(visitors);
    long nanos = 0;
    for (long i = 0; i < events; i++) {
      Event event = source.next();
      long start = System.nanoTime();
      take(event, event.visitor(), books, records);
      nanos += System.nanoTime() - start;
    }
    int[] sizes = records.values().stream().mapToInt(bytes -> bytes.length).sorted().toArray();
    System.out.printf(
        "%3d rules: %,6.0f ns/event   bytes of a visitor: mean %,.0f p50 %,d p90 %,d p99 %,d max"
            + " %,d%n",
        rules,
        (double) nanos / events,
        Arrays.stream(sizes).average().orElse(0),
        sizes[sizes.length / 2],
        sizes[sizes.length * 9 / 10],
        sizes[sizes.length * 99 / 100],
        sizes[sizes.length - 1]);
  }

  /** Ten days of one visitor with an event every second. */
  private void heavy() {
    Map<String, RuleSet> books = books(50);
    var records = new HashMap<VisitorKey, byte[]>();
    var source = source(1);
    for (int i = 0; i < HEAVY_EVENTS; i++) {
      take(source.next(), "heavy", books, records);
    }
    System.out.printf(
        "%,d events of one visitor, 50 rules: %,d bytes%n",
        HEAVY_EVENTS, records.values().stream().mapToInt(bytes -> bytes.length).max().orElse(0));
  }

  private static void take(
      Event event, String visitor, Map<String, RuleSet> books, Map<VisitorKey, byte[]> records) {
    var key = new VisitorKey(event.tenant(), visitor);
    byte[] known = records.get(key);
    VisitorRecord record = known == null ? VisitorRecord.fresh() : VisitorRecord.fromBytes(known);
    RuleSet book = books.getOrDefault(event.tenant(), RuleSet.EMPTY);
    if (!book.isEmpty()) {
      new Evaluation(book, key, record.segments(), record.traits(), MembershipListener.IGNORED)
          .take(event, event.receivedAt());
    }
    records.put(key, record.toBytes());
  }

  private EventSource source(long differentVisitors) {
    var options =
        new BenchmarkOptions(
            events,
            differentVisitors,
            0,
            1,
            BenchmarkOptions.DEFAULTS.terms(),
            List.of(),
            BenchmarkOptions.DEFAULTS.partitions(),
            BenchmarkOptions.DEFAULTS.instances(),
            BenchmarkOptions.DEFAULTS.resources(),
            List.of());
    return new EventSource(options, System.currentTimeMillis());
  }

  private static Map<String, RuleSet> books(int rules) {
    List<Definition> definitions = RuleSource.definitions(rules);
    Segments segments =
        Segments.of(
            definitions,
            (definition, fault) -> {
              throw new IllegalStateException(definition.name(), fault);
            });
    var books = new HashMap<String, RuleSet>();
    for (String tenant : EventSource.tenants()) {
      books.put(tenant, RuleSet.of(segments.of(tenant), List.of()));
    }
    return books;
  }
}
