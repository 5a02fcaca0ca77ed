package io.millrace.service.segments;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.LiveStores;
import io.millrace.topologies.segment.rule.MemberKey;
import jakarta.inject.Singleton;
import java.util.function.LongPredicate;
import org.apache.kafka.common.utils.Bytes;

/** The progress of the topology's tasks with a tenant's rules, from their stores. */
@Singleton
final class BuildProgress {
  private final LiveStores stores;

  BuildProgress(LiveStores stores) {
    this.stores = stores;
  }

  /** Whether every partition can be read here now. */
  boolean readable() {
    try {
      return everywhere(MemberKey.evaluated("any"), _ -> true);
    } catch (FailureException e) {
      return false;
    }
  }

  /**
   * Whether the backfill is complete for the behaviours that count since this time, epoch
   * milliseconds.
   */
  boolean filled(String tenant, long since) {
    return everywhere(MemberKey.filled(tenant, since), mark -> mark != 0);
  }

  /** Whether every visitor has been evaluated by these rules. */
  boolean evaluated(String tenant, long rules) {
    return everywhere(MemberKey.evaluated(tenant), mark -> mark == rules);
  }

  private boolean everywhere(byte[] key, LongPredicate wanted) {
    return stores.getFromEachPartition(StoreNames.SEGMENT_MEMBERS, Bytes.wrap(key)).stream()
        .allMatch(
            mark ->
                wanted.test(
                    mark.map(bytes -> new ByteReader(bytes).readLongBigEndian()).orElse(0L)));
  }
}
