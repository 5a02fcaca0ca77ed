package io.millrace.topologies.state;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store of small records, with those that were written lately kept before it. A read of RocksDB
 * was a third of what an event cost stream threads (PipelineBenchmark), and who did something a
 * moment ago does the next thing soon.
 *
 * <p>Each write goes to the store at once, so that readers see it there. What is kept lies in one
 * ring of bytes outside of the heap: a write appends, and what it overwrites is forgotten. Records
 * that change all the time would otherwise fill the old generation with their former states.
 *
 * <p>For one thread, which must be the only one that writes to the store.
 */
public final class RecentRecords {
  private static final int HEADER_BYTES = 8;
  private static final int WAYS = 4;

  /** About what a record takes in the ring. */
  private static final int MEAN_BYTES = 256;

  private static final int LEAST_BYTES = 64 << 10;

  /** A record larger than this share of the ring is left to the store. */
  private static final int LARGEST_SHARE = 16;

  private static final long NOWHERE = -1;

  private final KeyValueStore<Bytes, byte[]> store;
  private final ByteBuffer ring;

  /**
   * Where the records of a hash begin, as distances written since the ring was new. They only grow,
   * so an old one tells by itself that its record is overwritten.
   */
  private final long[] places;

  private long written;

  /**
   * @param bytes that the ring takes; a few times less again for its index
   */
  public RecentRecords(KeyValueStore<Bytes, byte[]> store, long bytes) {
    this.store = store;
    this.ring = ByteBuffer.allocateDirect((int) Math.clamp(bytes, LEAST_BYTES, 1L << 30));
    this.places = new long[Integer.highestOneBit(ring.capacity() / MEAN_BYTES) * 2];
    Arrays.fill(places, NOWHERE);
  }

  public byte @Nullable [] get(Bytes key) {
    int slot = find(key.get());
    return slot < 0 ? store.get(key) : value(places[slot]);
  }

  public void put(Bytes key, byte[] value) {
    store.put(key, value);
    keep(key.get(), value);
  }

  public void delete(Bytes key) {
    store.delete(key);
    forget(key.get());
  }

  private void forget(byte[] key) {
    int slot = find(key);
    if (slot >= 0) {
      places[slot] = NOWHERE;
    }
  }

  private void keep(byte[] key, byte[] value) {
    int length = HEADER_BYTES + key.length + value.length;
    if (length > ring.capacity() / LARGEST_SHARE) {
      forget(key);
      return;
    }
    int slot = find(key);
    if (slot < 0) {
      slot = oldest(bucket(key));
    }
    places[slot] = append(key, value, length);
  }

  private long append(byte[] key, byte[] value, int length) {
    int at = (int) (written % ring.capacity());
    if (at + length > ring.capacity()) {
      // Records do not go round the end.
      written += ring.capacity() - at;
      at = 0;
    }
    ring.putInt(at, key.length).putInt(at + 4, value.length);
    ring.put(at + HEADER_BYTES, key).put(at + HEADER_BYTES + key.length, value);
    long place = written;
    written += length;
    return place;
  }

  /** The slot of the key, or -1. */
  private int find(byte[] key) {
    int bucket = bucket(key);
    for (int slot = bucket; slot < bucket + WAYS; slot++) {
      if (isThere(places[slot]) && hasKey(places[slot], key)) {
        return slot;
      }
    }
    return -1;
  }

  private int oldest(int bucket) {
    int oldest = bucket;
    for (int slot = bucket + 1; slot < bucket + WAYS; slot++) {
      oldest = places[slot] < places[oldest] ? slot : oldest;
    }
    return oldest;
  }

  private boolean isThere(long place) {
    return place != NOWHERE && place >= written - ring.capacity();
  }

  private boolean hasKey(long place, byte[] key) {
    int at = (int) (place % ring.capacity());
    if (ring.getInt(at) != key.length) {
      return false;
    }
    for (int i = key.length - 1; i >= 0; i--) {
      if (ring.get(at + HEADER_BYTES + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  private byte[] value(long place) {
    int at = (int) (place % ring.capacity());
    var value = new byte[ring.getInt(at + 4)];
    ring.get(at + HEADER_BYTES + ring.getInt(at), value);
    return value;
  }

  private int bucket(byte[] key) {
    int hash = Arrays.hashCode(key) * 0x9E3779B9;
    return (hash >>> 7) & (places.length - WAYS);
  }
}
