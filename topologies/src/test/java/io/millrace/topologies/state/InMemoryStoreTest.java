package io.millrace.topologies.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

class InMemoryStoreTest {
  private static final byte PREFIX = 1;
  private static final Bytes FIRST = key(0);
  private static final Bytes LAST = key(99);

  @Property(tries = 200)
  void aRangeIsWithoutWhatIsRemovedWhileItIsRead(@ForAll long seed) {
    var random = new Random(seed);
    KeyValueStore<Bytes, byte[]> store = store();
    var model = new TreeMap<Bytes, byte[]>();
    for (int i = 0; i < 50; i++) {
      Bytes key = key(random.nextInt(100));
      byte[] value = {(byte) i};
      store.put(key, value);
      model.put(key, value);
    }
    boolean reverse = random.nextBoolean();
    var expected = new ArrayList<>((reverse ? model.descendingMap() : model).keySet());
    try (KeyValueIterator<Bytes, byte[]> entries = any(store, random.nextInt(3), reverse)) {
      while (!expected.isEmpty()) {
        Bytes next = expected.removeFirst();
        assertThat(entries.peekNextKey()).isEqualTo(next);
        KeyValue<Bytes, byte[]> entry = entries.next();
        assertThat(entry.key).isEqualTo(next);
        assertThat(entry.value).isEqualTo(model.get(next));
        for (int i = random.nextInt(3); i > 0 && !expected.isEmpty(); i--) {
          store.delete(expected.remove(random.nextInt(expected.size())));
        }
      }
      assertThat(entries.hasNext()).isFalse();
    }
  }

  private static KeyValueIterator<Bytes, byte[]> any(
      KeyValueStore<Bytes, byte[]> store, int kind, boolean reverse) {
    if (kind == 0) {
      return reverse ? store.reverseAll() : store.all();
    }
    if (kind == 1 && !reverse) {
      return store.prefixScan(Bytes.wrap(new byte[] {PREFIX}), new BytesSerializer());
    }
    return reverse ? store.reverseRange(FIRST, LAST) : store.range(FIRST, LAST);
  }

  private static Bytes key(int number) {
    return Bytes.wrap(new byte[] {PREFIX, (byte) number});
  }

  private static KeyValueStore<Bytes, byte[]> store() {
    KeyValueStore<Bytes, byte[]> store =
        StoreBuilders.inMemory("any").withLoggingDisabled().build();
    var context = new MockProcessorContext<Void, Void>();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
