package io.millrace.topologies.state;

import static java.util.Objects.requireNonNull;

import java.util.NoSuchElementException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Streams' store in memory, whose ranges are without what is removed while they are read. Streams
 * goes through a copy of the keys and hands out null for an entry that its task has just removed,
 * which readers on other threads do not expect.
 */
final class InMemoryStore extends InMemoryKeyValueStore {
  InMemoryStore(String name) {
    super(name);
  }

  @Override
  public synchronized KeyValueIterator<Bytes, byte[]> range(
      @Nullable Bytes from, @Nullable Bytes to) {
    return new Present(super.range(from, to));
  }

  @Override
  public synchronized KeyValueIterator<Bytes, byte[]> reverseRange(
      @Nullable Bytes from, @Nullable Bytes to) {
    return new Present(super.reverseRange(from, to));
  }

  @Override
  public synchronized KeyValueIterator<Bytes, byte[]> all() {
    return new Present(super.all());
  }

  @Override
  public synchronized KeyValueIterator<Bytes, byte[]> reverseAll() {
    return new Present(super.reverseAll());
  }

  @Override
  public synchronized <S extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(
      P prefix, S serializer) {
    return new Present(super.prefixScan(prefix, serializer));
  }

  /** Looks one entry ahead. */
  private static final class Present implements KeyValueIterator<Bytes, byte[]> {
    private final KeyValueIterator<Bytes, byte[]> entries;
    private @Nullable KeyValue<Bytes, byte[]> ahead;

    Present(KeyValueIterator<Bytes, byte[]> entries) {
      this.entries = entries;
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        ahead = entry.value == null ? null : entry;
      }
      return ahead != null;
    }

    @Override
    public Bytes peekNextKey() {
      return first().key;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      KeyValue<Bytes, byte[]> next = first();
      ahead = null;
      return next;
    }

    @Override
    public void close() {
      entries.close();
    }

    private KeyValue<Bytes, byte[]> first() {
      if (!hasNext()) {
        throw new NoSuchElementException("the range has ended");
      }
      return requireNonNull(ahead);
    }
  }
}
