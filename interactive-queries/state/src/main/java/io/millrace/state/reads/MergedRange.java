package io.millrace.state.reads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** A range of all partitions of a store, in the order of the keys' bytes. Must be closed. */
public final class MergedRange implements AutoCloseable {
  private final List<KeyValueIterator<Bytes, byte[]>> open = new ArrayList<>();
  private final PriorityQueue<KeyValueIterator<Bytes, byte[]>> nextFirst =
      new PriorityQueue<>(Comparator.comparing(KeyValueIterator::peekNextKey));
  private final Bytes end;
  private boolean looked;

  private MergedRange(Bytes end) {
    this.end = end;
  }

  /**
   * The keys from a start to an end.
   *
   * @param end exclusive
   */
  public static MergedRange of(
      List<ReadOnlyKeyValueStore<Bytes, byte[]>> partitions, Bytes start, Bytes end) {
    var range = new MergedRange(end);
    if (start.compareTo(end) >= 0) {
      return range;
    }
    try {
      for (ReadOnlyKeyValueStore<Bytes, byte[]> partition : partitions) {
        range.open.add(partition.range(start, end));
      }
      return range;
    } catch (RuntimeException e) {
      range.close();
      throw e;
    }
  }

  /** The key of the next record, or null at the end. */
  public byte @Nullable [] peek() {
    look();
    KeyValueIterator<Bytes, byte[]> first = nextFirst.peek();
    return first == null ? null : first.peekNextKey().get();
  }

  /** The next record; there must be one. */
  public KeyValue<Bytes, byte[]> next() {
    look();
    KeyValueIterator<Bytes, byte[]> first = nextFirst.remove();
    KeyValue<Bytes, byte[]> record = first.next();
    enqueue(first);
    return record;
  }

  /**
   * On first use: remote reads are sent together with the first access to one of them, and so are
   * those of several ranges.
   */
  private void look() {
    if (!looked) {
      looked = true;
      open.forEach(this::enqueue);
    }
  }

  @Override
  public void close() {
    open.forEach(KeyValueIterator::close);
  }

  /** The end of a range is inclusive in stores. */
  private void enqueue(KeyValueIterator<Bytes, byte[]> entries) {
    if (entries.hasNext() && entries.peekNextKey().compareTo(end) < 0) {
      nextFirst.add(entries);
    }
  }
}
