package io.millrace.topologies;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Measure;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKind;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.topologies.definition.Acknowledgement;
import io.millrace.topologies.definition.ActivationRounds;
import io.millrace.topologies.definition.ActivationRounds.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Two instances with a task each, of which one comes to know definitions late, and whose clocks are
 * apart: windows and earlier events together are what a recomputation of all events says.
 */
class RollupActivationTest {
  private static final Instant BASE = Instant.parse("2026-05-20T00:00:00Z");
  private static final int LEAD_MS = 2_000;

  @Test
  void anEventThatALaggingTaskDidNotCountIsCountedByTheNextAttempt() {
    try (var cluster = new Cluster(0, 0)) {
      ActivationRounds first = cluster.define(LEAD_MS, LEAD_MS + 500);
      cluster.receive(1);
      cluster.pass(LEAD_MS - 1);
      assertThat(first.take(cluster.acknowledgements())).isEqualTo(Verdict.WAITING);
      cluster.pass(1);
      cluster.receive(1);
      cluster.receive(0);
      assertThat(first.take(cluster.acknowledgements())).isEqualTo(Verdict.MISSED);
      assertThat(cluster.answer()).isEqualTo(2);

      cluster.pass(500);
      ActivationRounds next = cluster.define(LEAD_MS, 0);
      cluster.receive(1);
      assertThat(next.take(cluster.acknowledgements())).isEqualTo(Verdict.WAITING);
      assertThat(next.take(cluster.acknowledgements())).isEqualTo(Verdict.IN_FORCE);
      cluster.pass(LEAD_MS);
      cluster.receive(1);
      cluster.receive(0);
      assertThat(cluster.answer()).isEqualTo(cluster.received.size()).isEqualTo(6);
    }
  }

  @Test
  void anInstanceThatDoesNotAnswerIsWaitedForUntilItsPartitionsAreElsewhere() {
    var rounds = new ActivationRounds(1_000, 2);
    var one = new Acknowledgement(true, 0, Set.of(0));
    var both = new Acknowledgement(true, 0, Set.of(0, 1));

    assertThat(rounds.take(List.of(one))).isEqualTo(Verdict.WAITING);
    assertThat(rounds.take(List.of())).isEqualTo(Verdict.WAITING);
    assertThat(rounds.take(List.of(one, both))).isEqualTo(Verdict.WAITING);
    assertThat(rounds.take(List.of(both))).isEqualTo(Verdict.WAITING);
    assertThat(rounds.take(List.of(both))).isEqualTo(Verdict.IN_FORCE);
  }

  @Property(tries = 10)
  void whateverTheLagTheAnswerIsThatOfARecomputation(@ForAll long seed) {
    var random = new Random(seed);
    try (var cluster = new Cluster(random.nextInt(3_000), random.nextInt(3_000))) {
      int lead = LEAD_MS;
      ActivationRounds rounds = cluster.define(lead, random.nextInt(6_000));
      Verdict verdict = Verdict.WAITING;
      while (verdict != Verdict.IN_FORCE) {
        cluster.passAndReceive(random);
        verdict = rounds.take(cluster.acknowledgements());
        if (verdict == Verdict.MISSED) {
          lead *= 2;
          rounds = cluster.define(lead, random.nextInt(1_000));
        }
      }
      while (cluster.now < cluster.since + 5_000) {
        cluster.passAndReceive(random);
      }
      assertThat(cluster.answer()).isEqualTo(cluster.received.size());
    }
  }

  /** Two instances; instance 1 gets definitions late. */
  private static final class Cluster implements AutoCloseable {
    final List<Event> received = new ArrayList<>();
    private final List<RunningTopology> instances =
        List.of(new RunningTopology(), new RunningTopology());
    private final List<Late> late = new ArrayList<>();
    private final int[] clockErrorMs;
    long now = BASE.toEpochMilli();
    private int generation;
    long since;

    private record Late(long at, Definition definition) {}

    Cluster(int... clockErrorMs) {
      this.clockErrorMs = clockErrorMs;
    }

    /** The next attempt, written by instance 0. */
    ActivationRounds define(int leadMs, int lagMs) {
      generation++;
      since = clock(0) + leadMs;
      var rollup =
          new Rollup(
              "shop",
              "mine",
              generation,
              since,
              EventFilter.EVERYTHING,
              List.of(),
              List.of(new Measure.Count("n")),
              true);
      var definition =
          new Definition(
              RollupKind.INSTANCE.wireName(),
              "shop",
              "mine",
              generation,
              0,
              RollupKind.INSTANCE.print(rollup));
      instances.get(0).define(definition);
      late.add(new Late(now + lagMs, definition));
      deliver();
      return new ActivationRounds(since, instances.size());
    }

    void passAndReceive(Random random) {
      pass(random.nextInt(150));
      for (int events = random.nextInt(3); events > 0; events--) {
        receive(random.nextInt(2));
      }
    }

    void pass(int ms) {
      now += ms;
      deliver();
    }

    /** An event that the clock of the other instance stamps, and that a task processes at once. */
    void receive(int task) {
      Event event =
          Events.event(
              "shop",
              "visitor-" + task,
              "id-" + received.size(),
              EventType.BROWSE,
              "PL",
              BASE,
              Instant.ofEpochMilli(clock(1 - task)),
              Properties.NONE);
      received.add(event);
      instances.get(task).send(event);
    }

    List<Acknowledgement> acknowledgements() {
      var said = new ArrayList<Acknowledgement>();
      for (int i = 0; i < instances.size(); i++) {
        RunningTopology instance = instances.get(i);
        boolean knows =
            Acknowledgement.knowsAll(
                instance.store(StoreNames.DEFINITIONS),
                instance.topics,
                Map.of(RollupKind.INSTANCE.key("shop", "mine"), (long) generation));
        said.add(new Acknowledgement(knows, clock(i), Set.of(i)));
      }
      return said;
    }

    /** The windows, and the events that were received before them. */
    long answer() {
      long earlier = received.stream().filter(event -> event.receivedAt() < since).count();
      long windows = 0;
      for (RunningTopology instance : instances) {
        instance.settle();
        windows +=
            instance
                .live("shop", "mine~" + generation, Grain.DAY, Long.MIN_VALUE, Long.MAX_VALUE)
                .values()
                .stream()
                .mapToLong(state -> (long) state.measures().getFirst().result())
                .sum();
      }
      return earlier + windows;
    }

    @Override
    public void close() {
      instances.forEach(RunningTopology::close);
    }

    private long clock(int instance) {
      return now + clockErrorMs[instance];
    }

    private void deliver() {
      for (Iterator<Late> waiting = late.iterator(); waiting.hasNext(); ) {
        Late next = waiting.next();
        if (next.at() > now) {
          return;
        }
        instances.get(1).define(next.definition());
        waiting.remove();
      }
    }
  }
}
