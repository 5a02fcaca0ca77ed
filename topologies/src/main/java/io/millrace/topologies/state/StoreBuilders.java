package io.millrace.topologies.state;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Stores of raw bytes without a record cache: what is served over HTTP must not lag behind a cache,
 * and our values are written once per event anyway. Each call gives a builder of its own: Streams
 * corrupts a topology in which two nodes hand out one.
 */
public final class StoreBuilders {
  private StoreBuilders() {}

  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> rocksDb(String name) {
    return uncached(Stores.persistentKeyValueStore(name));
  }

  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> inMemory(String name) {
    return uncached(new InMemory(name));
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> uncached(
      KeyValueBytesStoreSupplier supplier) {
    return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled();
  }

  private record InMemory(String name) implements KeyValueBytesStoreSupplier {
    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new InMemoryStore(name);
    }

    @Override
    public String metricsScope() {
      return "in-memory";
    }
  }
}
