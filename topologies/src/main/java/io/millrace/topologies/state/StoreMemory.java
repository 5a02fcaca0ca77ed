package io.millrace.topologies.state;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all stores of an instance share, whatever their number: a quarter for {@link
 * RecentRecords}, the rest for RocksDB, as one block cache of which memtables take up to a half.
 *
 * <p>It is passed to the stores as the value of {@link #SETTING} in the settings of Kafka Streams.
 */
public final class StoreMemory implements AutoCloseable {
  /** The setting under which {@link BoundedRocksDb} finds it. */
  public static final String SETTING = "millrace.store.memory";

  /** Below it, memtables are flushed so often that compaction does most of the work. */
  public static final long LEAST_BYTES = 16L << 20;

  private static final int DEFAULT_SHARE = 32;
  private static final long LEAST_DEFAULT_BYTES = 128L << 20;
  private static final long MOST_DEFAULT_BYTES = 512L << 20;

  private static final int RECENT_SHARE = 4;

  private static final long LARGEST_MEMTABLE = 32L << 20;
  private static final long SMALLEST_MEMTABLE = 256L << 10;

  /**
   * The write buffers would exceed their budget this many times if all memtables were full at once,
   * which they are not: RocksDB flushes the fullest of a store when the budget is used up.
   */
  private static final int OVERCOMMIT = 4;

  private final Cache cache;
  private final WriteBufferManager writeBuffers;
  private final long memtableBytes;

  /**
   * Allocates nothing yet.
   *
   * @param bytes of all
   * @param stores how many an instance may have, counted per partition
   */
  public StoreMemory(long bytes, int stores) {
    if (bytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "the memory of the stores must be at least %d bytes, but was %d"
              .formatted(LEAST_BYTES, bytes));
    }
    RocksDB.loadLibrary();
    long ofRocksDb = bytes - recentBytes(bytes);
    cache = new LRUCache(ofRocksDb, -1, false, 0.1);
    writeBuffers = new WriteBufferManager(ofRocksDb / 2, cache);
    memtableBytes = memtableBytes(ofRocksDb, stores);
  }

  /** A share of the machine's memory, or of the process's limit: 128 to 512 MiB. */
  public static long defaultBytes() {
    long machine =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    return Math.clamp(machine / DEFAULT_SHARE, LEAST_DEFAULT_BYTES, MOST_DEFAULT_BYTES);
  }

  /** The share of the memory for {@link RecentRecords}. */
  public static long recentBytes(long bytes) {
    return bytes / RECENT_SHARE;
  }

  /**
   * The size of a memtable. A store allocates an eighth of it with its first record and keeps that:
   * many stores with large memtables would use up the budget without content.
   */
  static long memtableBytes(long bytes, int stores) {
    return Math.clamp(bytes / 2 * OVERCOMMIT / stores, SMALLEST_MEMTABLE, LARGEST_MEMTABLE);
  }

  Cache cache() {
    return cache;
  }

  WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  long memtableBytes() {
    return memtableBytes;
  }

  /** To be called once no store opens any more; open ones keep their memory. */
  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
  }
}
