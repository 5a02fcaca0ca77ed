package io.millrace.topologies.rollup;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.StoreNames;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Folds the events of a task into partials, so that an event costs a lookup and an addition, and
 * forwards them with each commit, as Streams' own record caches do: Streams calls {@link
 * #flushCache} before it commits. So the events of a commit and their results are in one
 * transaction, nothing is held beyond a commit, and nothing has to be stored.
 *
 * <p>To Streams it is a store, because only stores are called before a commit.
 */
public final class Combiner implements StateStore, CachedStateStore<Object, Object> {
  private final int partitions;
  private final Map<RollupKey, RollupState> waiting = new HashMap<>();
  private Runnable send = () -> {};
  private Runnable beforeCommit = () -> {};
  private boolean open;

  private Combiner(int partitions) {
    this.partitions = partitions;
  }

  /**
   * Builds one for each task.
   *
   * @param partitions the number of partitions of the series
   */
  public static StoreBuilder<Combiner> builder(int partitions) {
    return new Builder(partitions);
  }

  /**
   * The partition that owns a series.
   *
   * @param series its bytes
   */
  static int owner(byte[] series, int partitions) {
    return Utils.toPositive(Utils.murmur2(series)) % partitions;
  }

  /**
   * Forwards batches, keyed by their partition, to a child of the node whose {@code init} calls
   * this.
   */
  public void sendTo(ProcessorContext<Object, Object> context, String child) {
    var internal = (InternalProcessorContext<Object, Object>) context;
    ProcessorNode<?, ?, ?, ?> node = internal.currentNode();
    send =
        () -> {
          ProcessorNode<?, ?, ?, ?> before = internal.currentNode();
          internal.setCurrentNode(node);
          try {
            forward(context, child);
          } finally {
            internal.setCurrentNode(before);
          }
        };
  }

  /** Runs this step within each commit of the task too, such as a write to a store. */
  public void beforeCommit(Runnable step) {
    beforeCommit = step;
  }

  /** Adds an event to the partial of its series and minute. */
  public void fold(Rollup rollup, Event event) {
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

  @Override
  public void flushCache() {
    beforeCommit.run();
    if (!waiting.isEmpty()) {
      send.run();
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

  @Override
  public void clearCache() {
    waiting.clear();
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return StoreNames.COMBINER;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  private record Builder(int partitions) implements StoreBuilder<Combiner> {
    @Override
    public StoreBuilder<Combiner> withCachingEnabled() {
      throw new UnsupportedOperationException("partials are their own cache");
    }

    @Override
    public StoreBuilder<Combiner> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<Combiner> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("nothing outlives a commit here");
    }

    @Override
    public StoreBuilder<Combiner> withLoggingDisabled() {
      return this;
    }

    @Override
    public Combiner build() {
      return new Combiner(partitions);
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }

    @Override
    public String name() {
      return StoreNames.COMBINER;
    }
  }
}
