package io.millrace.state.streams;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads of single partitions. */
public final class PartitionReads {
  private PartitionReads() {}

  public static boolean isActive(StreamsHost host, int partition) {
    try {
      return store(host, partition, false).approximateNumEntries() >= 0;
    } catch (InvalidStateStoreException e) {
      return false;
    }
  }

  public static ReadOnlyKeyValueStore<Bytes, byte[]> store(
      StreamsHost host, int partition, boolean stale) {
    var parameters =
        StoreQueryParameters.fromNameAndType(
                HostProcess.STORE, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
            .withPartition(partition);
    return HostProcess.streams(host).store(stale ? parameters.enableStaleStores() : parameters);
  }
}
