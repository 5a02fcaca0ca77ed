package io.millrace.topologies.scale;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.OverflowKey;
import io.millrace.serdes.visitor.TimerKey;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.topologies.rollup.RollupRekeying;
import io.millrace.topologies.state.RekeyTarget;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The target partitions of the records of one store's changelog when the partition count changes.
 * For one thread, which passes the records of a partition in order, from the first.
 */
public interface Rekeying {
  /** Every store that has a changelog. */
  List<String> STORES =
      List.of(
          StoreNames.VISITORS,
          StoreNames.VISITOR_OVERFLOW,
          StoreNames.TIMERS,
          StoreNames.SEGMENT_MEMBERS,
          StoreNames.PARTIALS,
          StoreNames.ROLLUPS,
          StoreNames.ROLLUPS_DUE);

  /**
   * Takes a record.
   *
   * @param from the partition it was in
   * @param value null where the key was deleted
   */
  void take(int from, byte[] key, byte @Nullable [] value, RekeyTarget to);

  /** Writes the values that each partition has of its own; once, after all records. */
  default void end(RekeyTarget to) {}

  /**
   * The rekeying of a store.
   *
   * @param from the current partition count
   * @param to the new partition count
   */
  static Rekeying of(String store, int from, int to) {
    var rollups = new RollupRekeying(to);
    return switch (store) {
      case StoreNames.VISITORS -> (_, key, value, sink) -> sink.put(partition(key, to), key, value);
      case StoreNames.VISITOR_OVERFLOW ->
          (_, key, value, sink) ->
              sink.put(partition(OverflowKey.Part.of(key).visitor(), to), key, value);
      case StoreNames.TIMERS ->
          (_, key, value, sink) ->
              sink.put(partition(TimerKey.fromBytes(key).visitor(), to), key, value);
      case StoreNames.SEGMENT_MEMBERS -> new MemberRekeying(from, to);
      case StoreNames.PARTIALS -> (_, key, value, sink) -> rollups.partial(key, value, sink);
      case StoreNames.ROLLUPS -> rollups::window;
      case StoreNames.ROLLUPS_DUE -> (_, key, value, sink) -> rollups.due(key, value, sink);
      default ->
          throw new IllegalArgumentException(
              "a store must be one of %s, but was %s".formatted(STORES, store));
    };
  }

  /** The partition of a visitor's events and state, as producers and Streams choose it. */
  static int partition(VisitorKey visitor, int partitions) {
    return partition(visitor.toBytes(), partitions);
  }

  private static int partition(byte[] visitor, int partitions) {
    return Utils.toPositive(Utils.murmur2(visitor)) % partitions;
  }
}
