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
  void isTheStoreWhateverIsKeptAndWaits(@ForAll long seed) {
    var random = new Random(seed);
    KeyValueStore<Bytes, byte[]> store = store();
    var records = new RecentRecords(store, RING_BYTES);
    Map<Bytes, byte[]> model = new HashMap<>();
    for (int i = 0; i < 8_000; i++) {
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
      if (random.nextInt(1_000) == 0) {
        records.write();
      }
      if (!records.hasUnflushed()) {
        assertThat(store.get(key)).isEqualTo(model.get(key));
      }
    }
    records.write();
    for (int i = 0; i < 400; i++) {
      Bytes key = key("visitor-" + i);
      assertThat(store.get(key)).isEqualTo(model.get(key));
    }
  }

  @Test
  void writesFewAtOnceAndManyTogether() {
    KeyValueStore<Bytes, byte[]> store = store();
    var records = new RecentRecords(store, RING_BYTES);
    records.put(key("ada"), new byte[] {1});
    assertThat(store.get(key("ada"))).containsExactly(1);
    for (int i = 0; i < 1_000; i++) {
      records.put(key("other-" + i), new byte[] {2});
    }
    records.put(key("ada"), new byte[] {3});
    assertThat(records.hasUnflushed()).isTrue();
    assertThat(store.get(key("ada"))).containsExactly(1);
    assertThat(records.get(key("ada"))).containsExactly(3);
    records.write();
    assertThat(records.hasUnflushed()).isFalse();
    assertThat(store.get(key("ada"))).containsExactly(3);
    assertThat(store.approximateNumEntries()).isEqualTo(1_001);
    records.put(key("ada"), new byte[] {4});
    assertThat(store.get(key("ada"))).containsExactly(4);
  }

  @Test
  void writesOfItselfWhereTooManyWait() {
    KeyValueStore<Bytes, byte[]> store = store();
    var records = new RecentRecords(store, RING_BYTES);
    for (int i = 0; i < 10_000; i++) {
      records.put(key("other-" + i), new byte[] {2});
    }
    assertThat(store.approximateNumEntries()).isGreaterThan(4_000);
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
    records.write();
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
    records.write();
    assertThat(records.get(key("bob"))).containsExactly(1);
  }

  private static Bytes key(String name) {
    return Bytes.wrap(name.getBytes(UTF_8));
  }

  private static KeyValueStore<Bytes, byte[]> store() {
    return new InMemoryKeyValueStore("records");
  }
}
