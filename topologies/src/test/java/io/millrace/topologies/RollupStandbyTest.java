package io.millrace.topologies;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.topologies.rollup.RollupReads;
import io.millrace.topologies.state.StoreBuilders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** What the windows of a standby show: it follows two changelogs, each as far as it has come. */
class RollupStandbyTest {
  private static final int STEPS = 40;

  /**
   * A moment at which the active task has written everything.
   *
   * @param windows records in the changelog of the windows
   * @param partials records in that of the partials
   */
  private record Moment(int windows, int partials, long events) {}

  @Property(tries = 10_000)
  @AddLifecycleHook(TimeBudget.class)
  void itHasAllOfAMomentOrSaysThatItHasNot(@ForAll long seed) {
    var random = new Random(seed);
    try (var running = new RunningTopology()) {
      List<Moment> moments = moments(running, random);
      List<KeyValue<byte[], byte[]>> windows = running.changelog(StoreNames.ROLLUPS);
      List<KeyValue<byte[], byte[]>> partials = running.changelog(StoreNames.PARTIALS);
      int answers = 0;
      for (Moment moment : moments) {
        assertThat(events(windows, moment.windows, partials, moment.partials))
            .hasValue(moment.events);
        Moment other = moments.get(random.nextInt(moments.size()));
        OptionalLong apart = events(windows, other.windows, partials, moment.partials);
        answers += apart.isPresent() ? 1 : 0;
        apart.ifPresent(events -> assertThat(events).isEqualTo(moment.events));
      }
      for (int i = 1; i < moments.size(); i++) {
        Moment before = moments.get(i - 1);
        Moment after = moments.get(i);
        int some = between(random, before.windows, after.windows);
        events(windows, some, partials, between(random, before.partials, after.partials))
            .ifPresent(events -> assertThat(events).isBetween(before.events, after.events));
      }
      assertThat(answers).isLessThan(moments.size());
    }
  }

  private static List<Moment> moments(RunningTopology running, Random random) {
    var moments = new ArrayList<Moment>();
    for (int step = 0; step < STEPS; step++) {
      for (int event = random.nextInt(8); event >= 0; event--) {
        String id = step + "-" + event;
        running.send(Events.browse("v" + random.nextInt(5), id, RunningTopology.NOW));
      }
      running.advance(Duration.ofMillis(50L * (1 + random.nextInt(30))));
      moments.add(
          new Moment(
              running.changelog(StoreNames.ROLLUPS).size(),
              running.changelog(StoreNames.PARTIALS).size(),
              sum(running.live("shop", Grain.DAY, day(), day() + 1).values())));
    }
    return moments;
  }

  private static int between(Random random, int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  /** Empty where the two do not fit together. */
  private static OptionalLong events(
      List<KeyValue<byte[], byte[]>> windows,
      int ofWindows,
      List<KeyValue<byte[], byte[]>> partials,
      int ofPartials) {
    var found = new ArrayList<RollupState>();
    boolean fits =
        RollupReads.scan(
            copy(StoreNames.ROLLUPS, windows.subList(0, ofWindows)),
            copy(StoreNames.PARTIALS, partials.subList(0, ofPartials)),
            "shop",
            "traffic",
            Grain.DAY,
            day(),
            day() + 1,
            (_, state) -> found.add(state));
    return fits ? OptionalLong.of(sum(found)) : OptionalLong.empty();
  }

  private static long sum(Iterable<RollupState> states) {
    long events = 0;
    for (RollupState state : states) {
      events += (long) state.measures().getFirst().result();
    }
    return events;
  }

  private static long day() {
    return Grain.DAY.windowStart(RunningTopology.NOW.toEpochMilli());
  }

  private static KeyValueStore<Bytes, byte[]> copy(
      String name, List<KeyValue<byte[], byte[]>> changelog) {
    KeyValueStore<Bytes, byte[]> store = StoreBuilders.inMemory(name).withLoggingDisabled().build();
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    changelog.forEach(change -> store.put(Bytes.wrap(change.key), change.value));
    return store;
  }
}
