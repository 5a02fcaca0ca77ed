package io.millrace.topologies.state;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store of small records, with a cache of those that were written recently. Reads of RocksDB were
 * a third of the cost of an event on stream threads (PipelineBenchmark), and a visitor with a
 * recent event is likely to have the next one soon.
 *
 * <p>The cache is one ring of bytes outside of the heap: a write appends, and what it overwrites is
 * evicted. A record that is in the ring already, and still fits, is written in place until the end
 * comes near: so those of busy visitors, which change all the time, do not evict the others.
 *
 * <p>A few writes go to the store immediately, so that readers see them there. Of many, those past
 * the first are buffered until {@link #write}: in the order of their keys they cost the store half.
 *
 * <p>For one thread, which must be the only one that writes to the store.
 */
public final class RecentRecords {
  private static final int HEADER_BYTES = 8;
  private static final int WAYS = 4;

  /** The assumed mean size of a record in the ring. */
  private static final int MEAN_BYTES = 256;

  private static final long LEAST_BYTES = 64L << 10;
  private static final long MOST_BYTES = 1L << 30;

  /** Records take a multiple of it, so that most that grow still fit in place. */
  private static final int STEP_BYTES = 32;

  /** The ring is allocated in slices, each when it is first needed. */
  private static final int SLICE_BYTES = 1 << 20;

  /** A record larger than this share of a slice is not cached. */
  private static final int LARGEST_SHARE = 16;

  /** The low bits of an entry of the index: other bits of the hash, so that few lookups fail. */
  private static final int TAG_BITS = 16;

  private static final long NOWHERE = -1;

  /** Between two calls of {@link #write}, this many writes go to the store immediately. */
  private static final int AT_ONCE = 128;

  private static final int MOST_WAITING = 4_096;

  private final KeyValueStore<Bytes, byte[]> store;
  private final @Nullable ByteBuffer[] slices;
  private final int sliceBytes;

  /** The size of all slices. */
  private final long capacity;

  /**
   * Where the records of a hash begin, as total bytes written since the ring was new, and a tag.
   * Positions only grow, so an outdated one shows by itself that its record is overwritten.
   */
  private final long[] index;

  private long written;

  private final Map<Bytes, byte[]> waiting = new HashMap<>();
  private int atOnce;

  /**
   * @param bytes of the ring; its index takes a fraction of that again
   */
  public RecentRecords(KeyValueStore<Bytes, byte[]> store, long bytes) {
    this.store = store;
    long most = Math.clamp(bytes, LEAST_BYTES, MOST_BYTES);
    this.sliceBytes = (int) Math.min(Long.highestOneBit(most), SLICE_BYTES);
    this.slices = new ByteBuffer[(int) (most / sliceBytes)];
    this.capacity = (long) slices.length * sliceBytes;
    this.index = new long[Integer.highestOneBit((int) (capacity / MEAN_BYTES)) * 2];
    Arrays.fill(index, NOWHERE);
  }

  /** The record from the cache or the store; null if there is none. */
  public byte @Nullable [] get(Bytes key) {
    int entry = find(key.get(), hash(key.get()));
    if (entry >= 0) {
      return value(index[entry]);
    }
    byte[] waits = waiting.get(key);
    return waits == null ? store.get(key) : waits;
  }

  /** Writes a record; the value must not be modified afterwards. */
  public void put(Bytes key, byte[] value) {
    keep(key.get(), value);
    if (atOnce < AT_ONCE) {
      atOnce++;
      store.put(key, value);
      return;
    }
    waiting.put(key, value);
    if (waiting.size() >= MOST_WAITING) {
      writeWaiting();
    }
  }

  /** Deletes a record from the cache and the store. */
  public void delete(Bytes key) {
    forget(find(key.get(), hash(key.get())));
    waiting.remove(key);
    store.delete(key);
  }

  /** Whether some writes have not reached the store. */
  public boolean hasUnflushed() {
    return !waiting.isEmpty();
  }

  /**
   * Writes the buffered records to the store. To be called periodically, before each commit of what
   * was put, and before the store is iterated.
   */
  public void write() {
    atOnce = 0;
    writeWaiting();
  }

  private void writeWaiting() {
    if (waiting.isEmpty()) {
      return;
    }
    var entries = new ArrayList<KeyValue<Bytes, byte[]>>(waiting.size());
    waiting.forEach((key, value) -> entries.add(KeyValue.pair(key, value)));
    entries.sort(comparing(entry -> entry.key));
    store.putAll(entries);
    waiting.clear();
  }

  private void forget(int entry) {
    if (entry >= 0) {
      index[entry] = NOWHERE;
    }
  }

  private void keep(byte[] key, byte[] value) {
    long hash = hash(key);
    int entry = find(key, hash);
    int room = room(key.length, value.length);
    if (room > sliceBytes / LARGEST_SHARE) {
      forget(entry);
    } else if (entry >= 0 && mayStay(index[entry], room)) {
      int at = at(index[entry]);
      slice(index[entry]).putInt(at + 4, value.length).put(at + HEADER_BYTES + key.length, value);
    } else {
      int to = entry < 0 ? oldest(bucket(hash)) : entry;
      index[to] = append(key, value, room, tag(hash));
    }
  }

  /** Not if it would be overwritten soon: a record that is in use is appended again in time. */
  private boolean mayStay(long entry, int room) {
    ByteBuffer slice = slice(entry);
    int at = at(entry);
    return room == room(slice.getInt(at), slice.getInt(at + 4))
        && written - place(entry) <= capacity / 4 * 3;
  }

  private static int room(int keyBytes, int valueBytes) {
    return (HEADER_BYTES + keyBytes + valueBytes + STEP_BYTES - 1) & -STEP_BYTES;
  }

  /** Returns its entry of the index. */
  private long append(byte[] key, byte[] value, int room, long tag) {
    int left = sliceBytes - (int) (written & (sliceBytes - 1));
    if (room > left) {
      // Records do not continue in the next slice.
      written += left;
    }
    long entry = (written << TAG_BITS) | tag;
    int number = (int) (written / sliceBytes % slices.length);
    ByteBuffer slice = slices[number];
    if (slice == null) {
      slice = ByteBuffer.allocateDirect(sliceBytes);
      slices[number] = slice;
    }
    int at = at(entry);
    slice.putInt(at, key.length).putInt(at + 4, value.length);
    slice.put(at + HEADER_BYTES, key).put(at + HEADER_BYTES + key.length, value);
    written += room;
    return entry;
  }

  /** The entry of the key, or -1. */
  private int find(byte[] key, long hash) {
    int bucket = bucket(hash);
    long tag = tag(hash);
    for (int entry = bucket; entry < bucket + WAYS; entry++) {
      long known = index[entry];
      if ((known & ((1L << TAG_BITS) - 1)) == tag && isThere(known) && hasKey(known, key)) {
        return entry;
      }
    }
    return -1;
  }

  private int oldest(int bucket) {
    int oldest = bucket;
    for (int entry = bucket + 1; entry < bucket + WAYS; entry++) {
      oldest = index[entry] < index[oldest] ? entry : oldest;
    }
    return oldest;
  }

  private boolean isThere(long entry) {
    return entry != NOWHERE && place(entry) >= written - capacity;
  }

  private boolean hasKey(long entry, byte[] key) {
    ByteBuffer slice = slice(entry);
    int at = at(entry);
    if (slice.getInt(at) != key.length) {
      return false;
    }
    for (int i = key.length - 1; i >= 0; i--) {
      if (slice.get(at + HEADER_BYTES + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  private byte[] value(long entry) {
    ByteBuffer slice = slice(entry);
    int at = at(entry);
    var value = new byte[slice.getInt(at + 4)];
    slice.get(at + HEADER_BYTES + slice.getInt(at), value);
    return value;
  }

  private static long place(long entry) {
    return entry >>> TAG_BITS;
  }

  /** The slice of the entry's record, which is allocated since it was written. */
  private ByteBuffer slice(long entry) {
    return requireNonNull(slices[(int) (place(entry) / sliceBytes % slices.length)]);
  }

  /** The offset of the record in its slice. */
  private int at(long entry) {
    return (int) (place(entry) & (sliceBytes - 1));
  }

  private static long hash(byte[] key) {
    long hash = Arrays.hashCode(key) * 0x9E3779B97F4A7C15L;
    return hash ^ (hash >>> 32);
  }

  private static long tag(long hash) {
    return hash >>> (64 - TAG_BITS);
  }

  private int bucket(long hash) {
    return (int) (hash & (index.length - WAYS));
  }
}
