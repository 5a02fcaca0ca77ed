package io.millrace.topologies.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest {
  @Property(tries = 200)
  void isASortedMap(@ForAll long seed) {
    var random = new Random(seed);
    KeyValueStore<Bytes, byte[]> store = store();
    var model = new TreeMap<Bytes, byte[]>();
    for (int i = 0; i < 200; i++) {
      Bytes key = key(random.nextInt(50));
      byte[] value = {(byte) i};
      switch (random.nextInt(5)) {
        case 0 -> assertThat(store.delete(key)).isEqualTo(model.remove(key));
        case 1 ->
            assertThat(store.putIfAbsent(key, value)).isEqualTo(model.putIfAbsent(key, value));
        case 2 -> {
          store.putAll(List.of(KeyValue.pair(key, value)));
          model.put(key, value);
        }
        case 3 -> {
          store.put(key, null);
          model.remove(key);
        }
        default -> {
          store.put(key, value);
          model.put(key, value);
        }
      }
      assertThat(store.get(key)).isEqualTo(model.get(key));
    }
    Bytes from = key(random.nextInt(50));
    Bytes to = key(random.nextInt(50));
    NavigableMap<Bytes, byte[]> between =
        from.compareTo(to) > 0 ? new TreeMap<>() : model.subMap(from, true, to, true);
    assertThat(list(store.range(from, to))).isEqualTo(list(between));
    assertThat(list(store.range(from, null))).isEqualTo(list(model.tailMap(from, true)));
    assertThat(list(store.range(null, to))).isEqualTo(list(model.headMap(to, true)));
    assertThat(list(store.reverseRange(from, to))).isEqualTo(list(between.descendingMap()));
    assertThat(list(store.all())).isEqualTo(list(model));
    assertThat(list(store.reverseAll())).isEqualTo(list(model.descendingMap()));
    assertThat(store.approximateNumEntries()).isEqualTo(model.size());
  }

  @Test
  void whatStaysIsInEveryRangeThatIsReadWhileOtherEntriesComeAndGo() throws InterruptedException {
    KeyValueStore<Bytes, byte[]> store = store();
    for (int number = 0; number < 1_000; number += 2) {
      store.put(key(number), new byte[] {1});
    }
    var over = new AtomicBoolean();
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              var random = new Random(1);
              while (!over.get()) {
                Bytes key = key(1 + 2 * random.nextInt(500));
                store.put(key, random.nextBoolean() ? new byte[] {2} : null);
              }
            });
    for (int i = 0; i < 1_000; i++) {
      var staying = new ArrayList<Bytes>();
      try (KeyValueIterator<Bytes, byte[]> entries = store.range(key(0), key(999))) {
        while (entries.hasNext()) {
          KeyValue<Bytes, byte[]> entry = entries.next();
          assertThat(entry.value).isNotNull();
          if (entry.value[0] == 1) {
            staying.add(entry.key);
          }
        }
      }
      assertThat(staying).hasSize(500).isSorted();
    }
    over.set(true);
    writer.join();
  }

  private static KeyValueStore<Bytes, byte[]> store() {
    KeyValueStore<Bytes, byte[]> store =
        StoreBuilders.inMemory("any").withLoggingDisabled().build();
    var context = new MockProcessorContext<Void, Void>();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  private static Bytes key(int number) {
    return Bytes.wrap(new byte[] {(byte) (number >> 8), (byte) number});
  }

  private static List<String> list(Map<Bytes, byte[]> map) {
    return map.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()[0]).toList();
  }

  private static List<String> list(KeyValueIterator<Bytes, byte[]> entries) {
    var list = new ArrayList<String>();
    try (entries) {
      entries.forEachRemaining(entry -> list.add(entry.key + "=" + entry.value[0]));
    }
    return list;
  }
}
