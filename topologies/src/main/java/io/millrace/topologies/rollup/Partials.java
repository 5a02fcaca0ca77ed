package io.millrace.topologies.rollup;

import static java.util.Objects.requireNonNull;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.Stores;
import io.millrace.topologies.state.StoreBuilders;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * A task's partials, from when an event is folded in until they are drained.
 *
 * <p>They are objects in a map, so that an event costs a lookup and an addition. A commit writes
 * those that are waiting to a logged store, as Streams' own record caches do: Streams calls {@link
 * #flushCache} before each commit. So what a commit covers is never lost, and what is drained
 * before the next commit, as almost all is, is never written.
 */
public final class Partials extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {
  private final Map<RollupKey, RollupState> waiting = new HashMap<>();
  private final Set<Bytes> written = new HashSet<>();

  private Partials(KeyValueStore<Bytes, byte[]> store) {
    super(store);
  }

  public static StoreBuilder<Partials> builder() {
    return new Builder(StoreBuilders.inMemory(Stores.PARTIALS));
  }

  /** Takes up what the last commit before a restart had left. */
  public void load() {
    waiting.clear();
    written.clear();
    try (KeyValueIterator<Bytes, byte[]> entries = wrapped().all()) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        RollupKey key = RollupKey.fromBytes(entry.key.get());
        waiting.put(key, Partial.fromBytes(entry.value).state());
        written.add(entry.key);
      }
    }
  }

  public void fold(Rollup rollup, Event event) {
    var key =
        new RollupKey(
            rollup.series(event), Grain.MINUTE, Grain.MINUTE.windowStart(event.occurredAt()));
    RollupState state = waiting.get(key);
    if (state == null) {
      state = RollupState.zero(rollup);
      waiting.put(key, state);
    }
    state.add(rollup, event);
  }

  /** Hands out all that waits. */
  public void drain(BiConsumer<RollupSeries, byte[]> to) {
    waiting.forEach(
        (key, state) -> to.accept(key.series(), new Partial(key.start(), state).toBytes()));
    waiting.clear();
  }

  @Override
  public void flushCache() {
    Iterator<Bytes> keys = written.iterator();
    while (keys.hasNext()) {
      Bytes key = keys.next();
      if (!waiting.containsKey(RollupKey.fromBytes(key.get()))) {
        wrapped().delete(key);
        keys.remove();
      }
    }
    waiting.forEach(
        (key, state) -> {
          Bytes bytes = Bytes.wrap(key.toBytes());
          wrapped().put(bytes, new Partial(key.start(), state).toBytes());
          written.add(bytes);
        });
  }

  private record Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> inner)
      implements StoreBuilder<Partials> {
    @Override
    public StoreBuilder<Partials> withCachingEnabled() {
      throw new UnsupportedOperationException("partials are their own cache");
    }

    @Override
    public StoreBuilder<Partials> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<Partials> withLoggingEnabled(Map<String, String> config) {
      return new Builder(inner.withLoggingEnabled(config));
    }

    @Override
    public StoreBuilder<Partials> withLoggingDisabled() {
      throw new UnsupportedOperationException("partials must survive a crash");
    }

    @Override
    public Partials build() {
      return new Partials(requireNonNull(inner.build()));
    }

    @Override
    public Map<String, String> logConfig() {
      return inner.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
      return inner.loggingEnabled();
    }

    @Override
    public String name() {
      return inner.name();
    }
  }
}
