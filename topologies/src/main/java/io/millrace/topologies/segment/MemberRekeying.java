package io.millrace.topologies.segment;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.state.RekeyTarget;
import io.millrace.topologies.state.Rekeying;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Rekeying of {@code segment-members}. A member follows its visitor.
 *
 * <p>The number of members is only read as the sum over all partitions, so it moves unchanged: that
 * of partition {@code p} to partition {@code p} modulo the new count, where several add up. A
 * partition's own number may be negative from then on; the sum is exact. Counting again would take
 * every member's name in memory, or a pass over all of them while events wait.
 *
 * <p>A mark states what a partition has done for all of its visitors, so it holds afterwards if it
 * held everywhere; otherwise the work is repeated, which changes nothing.
 */
final class MemberRekeying implements Rekeying {
  private final int from;
  private final int to;

  /** The last value of each partition. */
  private final Map<Bytes, Map<Integer, byte[]>> own = new LinkedHashMap<>();

  MemberRekeying(int from, int to) {
    this.from = from;
    this.to = to;
  }

  @Override
  public void take(int partition, byte[] key, byte @Nullable [] value, RekeyTarget sink) {
    if (MemberKey.isMember(key)) {
      var visitor = new VisitorKey(MemberKey.tenant(key), MemberKey.visitor(key));
      sink.put(Rekeying.partition(visitor, to), key, value);
      return;
    }
    Map<Integer, byte[]> values = own.computeIfAbsent(Bytes.wrap(key), _ -> new HashMap<>());
    if (value == null) {
      values.remove(partition);
    } else {
      values.put(partition, value);
    }
  }

  @Override
  public void end(RekeyTarget sink) {
    own.forEach(
        (key, values) -> {
          if (MemberKey.isSize(key.get())) {
            endSize(key.get(), values, sink);
          } else {
            endMark(key.get(), values, sink);
          }
        });
  }

  private void endSize(byte[] key, Map<Integer, byte[]> values, RekeyTarget sink) {
    for (int target = 0; target < to; target++) {
      long sum = 0;
      for (int partition = target; partition < from; partition += to) {
        byte[] size = values.get(partition);
        sum += size == null ? 0 : new ByteReader(size).readLongBigEndian();
      }
      if (sum != 0) {
        sink.put(target, key, new ByteWriter(8).writeLongBigEndian(sum).toBytes());
      }
    }
  }

  private void endMark(byte[] key, Map<Integer, byte[]> values, RekeyTarget sink) {
    byte[] first = values.get(0);
    if (first == null
        || values.size() < from
        || !values.values().stream().allMatch(value -> Arrays.equals(value, first))) {
      return;
    }
    for (int target = 0; target < to; target++) {
      sink.put(target, key, first);
    }
  }
}
