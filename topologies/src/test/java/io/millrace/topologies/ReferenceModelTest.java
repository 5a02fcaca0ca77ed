package io.millrace.topologies;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * Random events with duplicates, disorder and late ones, and restarts from the changelogs, against
 * a recomputation from all.
 */
class ReferenceModelTest {
  private static final Instant BASE = Instant.parse("2026-05-20T00:00:00Z");

  record Count(long events, long visitors) {}

  record Span(long started, long ended, long events) {}

  @Property(tries = 10_000)
  @AddLifecycleHook(TimeBudget.class)
  void everyNumberIsThatOfARecomputation(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int size) {
    var random = new Random(seed);
    List<Event> sent = events(random, size);
    try (var running = new RunningTopology()) {
      for (Event event : sent) {
        running.send(event);
        if (random.nextInt(20) == 0) {
          running.settle();
        }
        if (random.nextInt(80) == 0) {
          running.advance(Duration.ofMillis(random.nextInt(10_000)));
          running.restart();
        }
      }
      List<Event> distinct = running.enriched();
      for (Grain grain : Grain.values()) {
        assertThat(live(running, grain)).isEqualTo(counts(distinct, grain));
      }
      running.settle();
      assertThat(distinct).extracting(Event::id).containsExactlyInAnyOrderElementsOf(ids(sent));
      List<RollupRow> rows = running.rows();
      for (Grain grain : Grain.values()) {
        assertThat(live(running, grain)).isEqualTo(counts(distinct, grain));
        assertThat(newest(rows, grain)).isEqualTo(counts(distinct, grain));
      }
      assertThat(sessions(running.sessionChanges())).isEqualTo(sessionsOf(distinct));
    }
  }

  private static List<Event> events(Random random, int size) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < size; i++) {
      if (!events.isEmpty() && random.nextInt(8) == 0) {
        events.add(events.get(random.nextInt(events.size())));
      } else {
        events.add(event(random, i));
      }
    }
    return events;
  }

  private static Event event(Random random, int number) {
    EventType type = random.nextBoolean() ? EventType.BROWSE : EventType.PURCHASE;
    Instant occurredAt = BASE.plusSeconds(random.nextInt(100_000));
    return Events.event(
        "tenant-" + random.nextInt(2),
        "visitor-" + random.nextInt(4),
        "id-" + number,
        type,
        random.nextBoolean() ? "PL" : "DE",
        occurredAt,
        Properties.NONE);
  }

  private static Set<String> ids(List<Event> events) {
    var ids = new HashSet<String>();
    events.forEach(event -> ids.add(event.id()));
    return ids;
  }

  private static Map<RollupKey, Count> live(RunningTopology running, Grain grain) {
    var counts = new HashMap<RollupKey, Count>();
    for (String tenant : List.of("tenant-0", "tenant-1")) {
      running
          .live(tenant, grain, Long.MIN_VALUE, Long.MAX_VALUE)
          .forEach((key, state) -> counts.put(key, count(state)));
    }
    return counts;
  }

  private static Map<RollupKey, Count> newest(List<RollupRow> rows, Grain grain) {
    var newest = new HashMap<RollupKey, RollupRow>();
    for (RollupRow row : rows) {
      if (row.key().grain() == grain) {
        newest.merge(row.key(), row, (a, b) -> a.version() > b.version() ? a : b);
      }
    }
    var counts = new HashMap<RollupKey, Count>();
    newest.forEach((key, row) -> counts.put(key, count(row.state())));
    return counts;
  }

  private static Count count(RollupState state) {
    return new Count(
        (long) state.measures().get(0).result(), (long) state.measures().get(1).result());
  }

  private static Map<RollupKey, Count> counts(List<Event> events, Grain grain) {
    var visitors = new HashMap<RollupKey, List<String>>();
    for (Event event : events) {
      var series =
          new RollupSeries(
              event.tenant(),
              "traffic",
              List.of(event.type().wireName(), event.country(), event.plan()));
      long start = event.occurredAt() - Math.floorMod(event.occurredAt(), grain.widthMs());
      visitors
          .computeIfAbsent(new RollupKey(series, grain, start), key -> new ArrayList<>())
          .add(event.visitor());
    }
    var counts = new HashMap<RollupKey, Count>();
    visitors.forEach(
        (key, all) -> counts.put(key, new Count(all.size(), new HashSet<>(all).size())));
    return counts;
  }

  private static Map<String, List<Span>> sessions(List<SessionChange> changes) {
    var newest = new HashMap<String, SessionChange>();
    for (SessionChange change : changes) {
      newest.merge(
          change.tenant() + "/" + change.visitor() + "/" + change.session().opened(),
          change,
          (a, b) -> a.session().version() > b.session().version() ? a : b);
    }
    var spans = new TreeMap<String, List<Span>>();
    for (SessionChange change : newest.values()) {
      if (!change.deleted()) {
        Session session = change.session();
        spans
            .computeIfAbsent(change.tenant() + "/" + change.visitor(), visitor -> new ArrayList<>())
            .add(new Span(session.started(), session.ended(), session.events()));
      }
    }
    spans.values().forEach(list -> list.sort(Comparator.comparingLong(Span::started)));
    return spans;
  }

  private static Map<String, List<Span>> sessionsOf(List<Event> events) {
    var times = new TreeMap<String, List<Long>>();
    for (Event event : events) {
      times
          .computeIfAbsent(event.tenant() + "/" + event.visitor(), visitor -> new ArrayList<>())
          .add(event.occurredAt());
    }
    var spans = new TreeMap<String, List<Span>>();
    times.forEach((visitor, all) -> spans.put(visitor, spansOf(all)));
    return spans;
  }

  private static List<Span> spansOf(List<Long> times) {
    times.sort(null);
    var spans = new ArrayList<Span>();
    for (long time : times) {
      if (spans.isEmpty() || time - spans.getLast().ended() > 30 * 60_000) {
        spans.add(new Span(time, time, 1));
      } else {
        Span last = spans.removeLast();
        spans.add(new Span(last.started(), time, last.events() + 1));
      }
    }
    return spans;
  }
}
