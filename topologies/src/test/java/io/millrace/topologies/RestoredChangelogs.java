package io.millrace.topologies;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * What the changelogs of stores hold. A TopologyTestDriver writes changelogs and restores none: so
 * each processor of a topology that is wrapped in {@link Restoring} finds its stores filled.
 */
final class RestoredChangelogs {
  /** The name of the setting that hands these to {@link Restoring}. */
  static final String CONFIG = "test.changelogs";

  private final Map<String, Map<Bytes, byte[]>> contents = new HashMap<>();

  /** Takes over the records of changelogs, and leaves those of other topics. */
  void take(String application, Map<String, List<KeyValue<byte[], byte[]>>> topics) {
    for (String topic : Set.copyOf(topics.keySet())) {
      if (topic.startsWith(application + "-") && topic.endsWith("-changelog")) {
        String store =
            topic.substring(application.length() + 1, topic.length() - "-changelog".length());
        Map<Bytes, byte[]> content = contents.computeIfAbsent(store, _ -> new HashMap<>());
        for (KeyValue<byte[], byte[]> change : requireNonNull(topics.remove(topic))) {
          if (change.value == null) {
            content.remove(Bytes.wrap(change.key));
          } else {
            content.put(Bytes.wrap(change.key), change.value);
          }
        }
      }
    }
  }

  /** Below the layer that logs changes. */
  @SuppressWarnings("unchecked") // All our stores are of bytes.
  private void restore(StateStore store) {
    StateStore innermost = store;
    while (innermost instanceof WrappedStateStore<?, ?, ?> wrapped) {
      innermost = wrapped.wrapped();
    }
    contents
        .getOrDefault(store.name(), Map.of())
        .forEach(((KeyValueStore<Bytes, byte[]>) innermost)::put);
  }

  /** Streams makes it, and gives it the changelogs among its settings. */
  public static final class Restoring implements ProcessorWrapper {
    private @Nullable RestoredChangelogs changelogs;

    @Override
    public void configure(Map<String, ?> config) {
      changelogs = (RestoredChangelogs) config.get(CONFIG);
    }

    @Override
    public <K, V, L, W> WrappedProcessorSupplier<K, V, L, W> wrapProcessorSupplier(
        String name, ProcessorSupplier<K, V, L, W> supplier) {
      RestoredChangelogs from = requireNonNull(changelogs);
      Set<StoreBuilder<?>> stores = supplier.stores() == null ? Set.of() : supplier.stores();
      return new WrappedProcessorSupplier<>() {
        @Override
        public Processor<K, V, L, W> get() {
          return new Restored<>(supplier.get(), stores, from);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
          return stores;
        }
      };
    }

    @Override
    public <K, V, W> WrappedFixedKeyProcessorSupplier<K, V, W> wrapFixedKeyProcessorSupplier(
        String name, FixedKeyProcessorSupplier<K, V, W> supplier) {
      return ProcessorWrapper.asWrappedFixedKey(supplier);
    }
  }

  private record Restored<K, V, L, W>(
      Processor<K, V, L, W> processor, Set<StoreBuilder<?>> stores, RestoredChangelogs from)
      implements Processor<K, V, L, W> {
    @Override
    public void init(ProcessorContext<L, W> context) {
      for (StoreBuilder<?> store : stores) {
        if (store.loggingEnabled()) {
          from.restore(context.getStateStore(store.name()));
        }
      }
      processor.init(context);
    }

    @Override
    public void process(Record<K, V> record) {
      processor.process(record);
    }

    @Override
    public void close() {
      processor.close();
    }
  }
}
