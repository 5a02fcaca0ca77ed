package io.millrace.topologies.state;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that may be read while its task writes: a range has every entry that exists
 * from its start to its end, and concurrently changed entries each in one of their states. That of
 * Streams iterates over a copy of the keys and looks each up in a tree that is being modified,
 * which yields null, an error, or nothing for existing entries.
 */
final class InMemoryStore implements KeyValueStore<Bytes, byte[]> {
  private final String name;
  private final ConcurrentNavigableMap<Bytes, byte[]> map = new ConcurrentSkipListMap<>();
  private volatile boolean open;

  InMemoryStore(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    open = true;
    context.register(root, (key, value) -> put(Bytes.wrap(key), value));
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    return map.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    return map.remove(key);
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return map.get(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return new Entries(between(from, to));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(@Nullable Bytes from, @Nullable Bytes to) {
    return new Entries(between(from, to).descendingMap());
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return new Entries(map);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseAll() {
    return new Entries(map.descendingMap());
  }

  @Override
  public long approximateNumEntries() {
    return map.size();
  }

  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  public void flush() {
    // Nothing is buffered.
  }

  @Override
  public void close() {
    open = false;
    map.clear();
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Both bounds are inclusive; empty if they are reversed, as in other stores. */
  private NavigableMap<Bytes, byte[]> between(@Nullable Bytes from, @Nullable Bytes to) {
    if (from == null) {
      return to == null ? map : map.headMap(to, true);
    }
    if (to == null) {
      return map.tailMap(from, true);
    }
    return from.compareTo(to) > 0
        ? new ConcurrentSkipListMap<>()
        : map.subMap(from, true, to, true);
  }

  /** Reads one entry ahead. */
  private static final class Entries implements KeyValueIterator<Bytes, byte[]> {
    private final Iterator<Map.Entry<Bytes, byte[]>> entries;
    private Map.@Nullable Entry<Bytes, byte[]> ahead;

    Entries(NavigableMap<Bytes, byte[]> map) {
      this.entries = map.entrySet().iterator();
    }

    @Override
    public boolean hasNext() {
      if (ahead == null && entries.hasNext()) {
        ahead = entries.next();
      }
      return ahead != null;
    }

    @Override
    public Bytes peekNextKey() {
      return first().getKey();
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      Map.Entry<Bytes, byte[]> first = first();
      ahead = null;
      return KeyValue.pair(first.getKey(), first.getValue());
    }

    @Override
    public void close() {
      // There is nothing to release.
    }

    private Map.Entry<Bytes, byte[]> first() {
      Map.Entry<Bytes, byte[]> first = hasNext() ? ahead : null;
      if (first == null) {
        throw new NoSuchElementException("the range has ended");
      }
      return first;
    }
  }
}
