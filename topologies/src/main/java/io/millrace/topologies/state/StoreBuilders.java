package io.millrace.topologies.state;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Stores of raw bytes without a record cache: what is served over HTTP must not lag behind a cache,
 * and each value is written once per event anyway. Each call returns a builder of its own: Streams
 * corrupts a topology in which two nodes use the same one.
 */
public final class StoreBuilders {
  private StoreBuilders() {}

  /** A logged store in RocksDB, within the memory of {@link StoreMemory}. */
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> rocksDb(String name) {
    return uncached(Stores.persistentKeyValueStore(name));
  }

  /** A logged store in memory that may be read while its task writes. */
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
