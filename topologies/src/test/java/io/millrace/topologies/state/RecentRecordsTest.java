package io.millrace.topologies.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.Test;

class RecentRecordsTest {
  private static final int RING_BYTES = 64 << 10;

  @Property(tries = 50)
  void isTheStoreWhateverIsKept(@ForAll long seed) {
    var random = new Random(seed);
    KeyValueStore<Bytes, byte[]> store = store();
    var records = new RecentRecords(store, RING_BYTES);
    Map<Bytes, byte[]> model = new HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      Bytes key = key("visitor-" + random.nextInt(400));
      switch (random.nextInt(10)) {
        case 0 -> {
          records.delete(key);
          model.remove(key);
        }
        case 1, 2, 3, 4 -> {
          var value = new byte[random.nextInt(random.nextInt(20) == 0 ? 6_000 : 300)];
          random.nextBytes(value);
          records.put(key, value);
          model.put(key, value);
        }
        default -> {}
      }
      assertThat(records.get(key)).isEqualTo(model.get(key));
      assertThat(store.get(key)).isEqualTo(model.get(key));
    }
  }

  @Test
  void readsWhatWasWrittenLatelyWithoutTheStore() {
    KeyValueStore<Bytes, byte[]> store = store();
    var records = new RecentRecords(store, RING_BYTES);
    records.put(key("ada"), new byte[] {1});
    store.put(key("ada"), new byte[] {2});
    assertThat(records.get(key("ada"))).containsExactly(1);
    for (int i = 0; i < RING_BYTES / 100; i++) {
      records.put(key("other-" + i), new byte[100]);
    }
    assertThat(records.get(key("ada"))).containsExactly(2);
  }

  @Test
  void keepsTheOthersWhereOneChangesAllTheTime() {
    KeyValueStore<Bytes, byte[]> store = store();
    var records = new RecentRecords(store, RING_BYTES);
    records.put(key("bob"), new byte[] {1});
    store.put(key("bob"), new byte[] {2});
    for (int i = 0; i < RING_BYTES / 10; i++) {
      records.put(key("ada"), new byte[] {(byte) i, 2, 3});
      assertThat(records.get(key("ada"))).containsExactly((byte) i, 2, 3);
    }
    assertThat(records.get(key("bob"))).containsExactly(1);
  }

  private static Bytes key(String name) {
    return Bytes.wrap(name.getBytes(UTF_8));
  }

  private static KeyValueStore<Bytes, byte[]> store() {
    return new InMemoryKeyValueStore("records");
  }
}
