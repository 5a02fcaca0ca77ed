package io.millrace.topologies.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.rollup.CountState;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.rollup.UniqState;
import io.millrace.topologies.state.StoreBuilders;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

class RollupWindowsTest {
  private static final long RETENTION_MS = 1_000_000;
  private static final RollupKey KEY =
      new RollupKey(new RollupSeries("shop", "traffic", List.of("browse", "PL", "")), Grain.DAY, 0);

  @Property(tries = 30)
  void aLargeWindowIsTheSumOfItsPartials(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int partials) {
    var random = new Random(seed);
    KeyValueStore<Bytes, byte[]> store = store("rollups");
    var windows = new RollupWindows(store, 0, RETENTION_MS, 100);
    Set<Long> visitors = new HashSet<>();
    long events = 0;
    for (int i = 0; i < partials; i++) {
      var uniq = new UniqState();
      int size = random.nextInt(60);
      for (int j = 0; j < size; j++) {
        long visitor = random.nextInt(10_000);
        visitors.add(visitor);
        uniq.add(visitor);
      }
      events += size;
      windows.merge(KEY, new RollupState(List.of(new CountState(size), uniq)), i);
    }
    RollupRow row = windows.row(Rollup.TRAFFIC, KEY).orElseThrow();
    assertThat(row.version()).isEqualTo(partials);
    assertThat(row.state().measures().get(0).result()).isEqualTo(events);
    assertThat(row.state().measures().get(1).result()).isEqualTo((long) visitors.size());
    assertThat(scanned(store).measures().get(1).result()).isEqualTo((long) visitors.size());
    assertThat(scanned(store).measures().get(0).result()).isEqualTo(events);
  }

  @Property(tries = 20)
  void aSweepTakesWholeWindowsOnly(@ForAll @IntRange(min = 1, max = 40) int partials) {
    KeyValueStore<Bytes, byte[]> store = store("rollups");
    var windows = new RollupWindows(store, 0, RETENTION_MS, 100);
    for (int i = 0; i < partials; i++) {
      var uniq = new UniqState();
      for (int j = 0; j < 50; j++) {
        uniq.add(i * 1000L + j);
      }
      windows.merge(KEY, new RollupState(List.of(new CountState(50), uniq)), i);
    }
    windows.sweep(RETENTION_MS + partials - 1, key -> false);
    assertThat(windows.row(Rollup.TRAFFIC, KEY)).isPresent();
    assertThat(scanned(store).measures().get(0).result()).isEqualTo(50L * partials);
    windows.sweep(RETENTION_MS + partials, key -> false);
    windows.sweep(RETENTION_MS + partials, key -> false);
    try (var left = store.all()) {
      assertThat(left.hasNext()).isFalse();
    }
  }

  @Property(tries = 20)
  void whatIsPastTheCeilingIsInOneOtherSeriesAndNothingIsLost(
      @ForAll @IntRange(min = 1, max = 300) int series, @ForAll boolean restart) {
    KeyValueStore<Bytes, byte[]> store = store("rollups");
    var windows = new RollupWindows(store, 3, RETENTION_MS, 100);
    for (int i = 0; i < 2 * series; i++) {
      if (restart && i == series) {
        windows = new RollupWindows(store, 3, RETENTION_MS, 100);
      }
      var key = new RollupKey(series(i % series), Grain.DAY, 0);
      var uniq = new UniqState();
      uniq.add(i % series);
      windows.merge(key, new RollupState(List.of(new CountState(1), uniq)), i);
    }
    assertThat(scanned(store).measures().get(0).result()).isEqualTo(2L * series);
    assertThat(scanned(store).measures().get(1).result()).isEqualTo((long) series);
    Optional<RollupRow> other =
        windows.row(Rollup.TRAFFIC, new RollupKey(series(0).other(), Grain.DAY, 0));
    assertThat(other.map(row -> row.state().measures().get(0).result()))
        .isEqualTo(series > 100 ? Optional.of(2L * (series - 100)) : Optional.empty());
    other.ifPresent(row -> assertThat(row.part()).isEqualTo(4));
  }

  private static RollupSeries series(int number) {
    return new RollupSeries("shop", "traffic", List.of("browse", "PL", "plan-" + number));
  }

  private static RollupState scanned(KeyValueStore<Bytes, byte[]> store) {
    RollupState whole = RollupState.zero(Rollup.TRAFFIC);
    boolean stood =
        RollupReads.scan(
            store,
            store("partials"),
            "shop",
            "traffic",
            Grain.DAY,
            0,
            1,
            (key, state) -> whole.merge(state));
    assertThat(stood).isTrue();
    return whole;
  }

  private static KeyValueStore<Bytes, byte[]> store(String name) {
    KeyValueStore<Bytes, byte[]> store = StoreBuilders.inMemory(name).withLoggingDisabled().build();
    var context = new MockProcessorContext<Void, Void>();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
