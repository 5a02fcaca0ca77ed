package io.millrace.topologies.state;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.Options;

/**
 * Makes all stores of an instance share its {@link StoreMemory}.
 *
 * <p>Streams creates a setter per store and calls {@link #close} per store: shared objects are not
 * closed here.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  private static final double MEMTABLE_BLOOM_SHARE = 0.1;

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    if (!(configs.get(StoreMemory.SETTING) instanceof StoreMemory memory)) {
      throw new IllegalStateException(
          "the setting %s must be a StoreMemory, but was %s"
              .formatted(StoreMemory.SETTING, configs.get(StoreMemory.SETTING)));
    }
    var table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    table.setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writeBuffers());
    options.setWriteBufferSize(memory.memtableBytes());
    options.setMaxWriteBufferNumber(3);
    // A key that was not written lately is recognised without a search of the memtables.
    options.setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_SHARE);
    options.setMemtableWholeKeyFiltering(true);
  }

  @Override
  public void close(String storeName, Options options) {}
}
