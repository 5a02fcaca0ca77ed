package io.millrace.topologies.rollup;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.KeyPartitioner;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Folds the events of a task into partials, so that an event costs a lookup and an addition, and
 * sends them on with each commit: nothing waits here beyond a commit, and nothing has to be stored.
 */
final class Combiner {
  private final int partitions;
  private final Map<RollupKey, RollupState> waiting = new HashMap<>();

  /**
   * @param partitions how many partitions the series are spread over
   */
  Combiner(int partitions) {
    this.partitions = partitions;
  }

  /**
   * The partition that owns a series.
   *
   * @param series its bytes
   */
  static int owner(byte[] series, int partitions) {
    return KeyPartitioner.partition(series, partitions);
  }

  void fold(Rollup rollup, Event event) {
    var key =
        new RollupKey(
            rollup.series(event), Grain.MINUTE, Grain.MINUTE.windowStart(event.occurredAt()));
    RollupState state = waiting.get(key);
    if (state == null) {
      state = RollupState.zero(rollup);
      waiting.put(key, state);
    }
    state.add(rollup, event);
  }

  /** Sends what waits as batches, keyed by their partition, to a child of the current node. */
  void send(ProcessorContext<Object, Object> context, String child) {
    if (!waiting.isEmpty()) {
      forward(context, child);
      waiting.clear();
    }
  }

  private void forward(ProcessorContext<Object, Object> context, String child) {
    long now = context.currentSystemTimeMs();
    var batches = new PartialBatch[partitions];
    waiting.forEach(
        (key, state) -> {
          byte[] series = key.series().toBytes();
          int owner = owner(series, partitions);
          if (batches[owner] == null) {
            batches[owner] = new PartialBatch();
          }
          batches[owner].add(series, key.start(), state);
          if (batches[owner].full()) {
            context.forward(new Record<>(owner, batches[owner].toBytes(), now), child);
            batches[owner] = new PartialBatch();
          }
        });
    for (int owner = 0; owner < partitions; owner++) {
      if (batches[owner] != null && !batches[owner].isEmpty()) {
        context.forward(new Record<>(owner, batches[owner].toBytes(), now), child);
      }
    }
  }
}
