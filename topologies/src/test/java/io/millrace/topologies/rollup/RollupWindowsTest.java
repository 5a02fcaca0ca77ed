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
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

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
      @ForAll @IntRange(min = 1, max = 300) int series,
      @ForAll @IntRange(min = 1, max = 50) int step,
      @ForAll boolean restart) {
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
      if (i % step == 0 || (restart && i == series - 1)) {
        windows.mergePast(i);
      }
    }
    windows.mergePast(2L * series);
    assertThat(scanned(store).measures().get(0).result()).isEqualTo(2L * series);
    assertThat(scanned(store).measures().get(1).result()).isEqualTo((long) series);
    Optional<RollupRow> other =
        windows.row(Rollup.TRAFFIC, new RollupKey(series(0).other(), Grain.DAY, 0));
    assertThat(other.map(row -> row.state().measures().get(0).result()))
        .isEqualTo(series > 100 ? Optional.of(2L * (series - 100)) : Optional.empty());
    other.ifPresent(row -> assertThat(row.part()).isEqualTo(4));
  }

  @Test
  void aMillionValuesCostWhatTheCeilingAllows() {
    KeyValueStore<Bytes, byte[]> store = store("rollups");
    var windows = new RollupWindows(store, 0, RETENTION_MS, 4_096);
    var uniq = new UniqState();
    uniq.add(1);
    var one = new RollupState(List.of(new CountState(1), uniq));
    for (int i = 0; i < 1_000_000; i++) {
      windows.merge(new RollupKey(series(i), Grain.DAY, 0), one, i);
      if (i % 500 == 0) {
        windows.mergePast(i);
      }
    }
    windows.mergePast(1_000_000);
    assertThat(store.approximateNumEntries()).isLessThan(4_100);
    assertThat(scanned(store).measures().get(0).result()).isEqualTo(1_000_000L);
    assertThat(windows.row(Rollup.TRAFFIC, new RollupKey(series(0).other(), Grain.DAY, 0)))
        .hasValueSatisfying(
            row ->
                assertThat(row.state().measures().get(0).result()).isEqualTo(1_000_000L - 4_096));
  }

  /** As a product that moves from one count to another and back has it. */
  @Property(tries = 40)
  void theOtherSeriesKeepItsRowsWhereverPartitionsGo(
      @ForAll @IntRange(min = 1, max = 9) int first,
      @ForAll @IntRange(min = 1, max = 9) int second,
      @ForAll @IntRange(min = 1, max = 9) int third) {
    List<KeyValueStore<Bytes, byte[]>> stores = stores(first);
    long sent = 0;
    for (int count : List.of(first, second, third, first)) {
      stores = moved(stores, count);
      for (int i = 0; i < 300; i++) {
        merge(stores, series(i), sent++);
      }
      long events = 0;
      for (KeyValueStore<Bytes, byte[]> store : stores) {
        events += (long) scanned(store).measures().get(0).result();
      }
      assertThat(events).isEqualTo(sent);
    }
    var parts = new HashSet<Long>();
    var key = new RollupKey(series(0).other(), Grain.DAY, 0);
    for (int partition = 0; partition < stores.size(); partition++) {
      var windows = new RollupWindows(stores.get(partition), partition, RETENTION_MS, 5);
      windows.row(Rollup.TRAFFIC, key).ifPresent(row -> assertThat(parts.add(row.part())).isTrue());
      windows
          .keptRows(Rollup.TRAFFIC, key)
          .forEach(row -> assertThat(parts.add(row.part())).isTrue());
    }
    // Where any partition was full, no series has begun since: each is counted in one place.
    for (int i = 0; i < 300; i++) {
      RollupSeries one = series(i);
      var own = stores.get(Combiner.owner(one.toBytes(), first));
      var windows = new RollupWindows(own, 0, RETENTION_MS, 5);
      windows
          .row(Rollup.TRAFFIC, new RollupKey(one, Grain.DAY, 0))
          .ifPresent(row -> assertThat(row.state().measures().get(0).result()).isEqualTo(4L));
    }
  }

  private static List<KeyValueStore<Bytes, byte[]>> stores(int count) {
    return IntStream.range(0, count).mapToObj(_ -> store("rollups")).toList();
  }

  private static void merge(
      List<KeyValueStore<Bytes, byte[]>> stores, RollupSeries series, long now) {
    int owner = Combiner.owner(series.toBytes(), stores.size());
    var uniq = new UniqState();
    uniq.add(now);
    var windows = new RollupWindows(stores.get(owner), owner, RETENTION_MS, 5);
    windows.merge(
        new RollupKey(series, Grain.DAY, 0),
        new RollupState(List.of(new CountState(1), uniq)),
        now);
    windows.mergePast(now);
  }

  private static List<KeyValueStore<Bytes, byte[]>> moved(
      List<KeyValueStore<Bytes, byte[]>> from, int count) {
    List<KeyValueStore<Bytes, byte[]>> to = stores(count);
    var moves = new RollupRekeying(count);
    for (int partition = 0; partition < from.size(); partition++) {
      try (var entries = from.get(partition).all()) {
        while (entries.hasNext()) {
          var entry = entries.next();
          moves.window(
              partition,
              entry.key.get(),
              entry.value,
              (target, key, value) -> to.get(target).put(Bytes.wrap(key), value));
        }
      }
    }
    return to;
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
