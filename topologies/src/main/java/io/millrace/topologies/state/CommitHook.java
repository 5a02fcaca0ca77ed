package io.millrace.topologies.state;

import io.millrace.serdes.topic.StoreNames;
import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Runs an action of a task within each of its commits, as Streams' own record caches do: Streams
 * calls {@link #flushCache} before it commits. So the events that a commit covers and what became
 * of them are in one transaction, and nothing has to be stored meanwhile.
 *
 * <p>To Streams it is a store, because only stores are called before a commit; it holds no bytes.
 */
public final class CommitHook implements StateStore, CachedStateStore<Object, Object> {
  private Runnable beforeCommit = () -> {};
  private boolean open;

  private CommitHook() {}

  /** Builds one for each task. */
  public static StoreBuilder<CommitHook> builder() {
    return new Builder();
  }

  /**
   * Has an action run within each commit; it may forward to children of the node whose {@code init}
   * calls this.
   */
  public void beforeCommit(ProcessorContext<Object, Object> context, Runnable action) {
    var internal = (InternalProcessorContext<Object, Object>) context;
    ProcessorNode<?, ?, ?, ?> node = internal.currentNode();
    beforeCommit =
        () -> {
          ProcessorNode<?, ?, ?, ?> before = internal.currentNode();
          internal.setCurrentNode(node);
          try {
            action.run();
          } finally {
            internal.setCurrentNode(before);
          }
        };
  }

  @Override
  public void flushCache() {
    beforeCommit.run();
  }

  /** The task is one no more: what it had not committed is done again elsewhere. */
  @Override
  public void clearCache() {
    beforeCommit = () -> {};
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

  private record Builder() implements StoreBuilder<CommitHook> {
    @Override
    public StoreBuilder<CommitHook> withCachingEnabled() {
      throw new UnsupportedOperationException("there is nothing to cache");
    }

    @Override
    public StoreBuilder<CommitHook> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("nothing outlives a commit here");
    }

    @Override
    public StoreBuilder<CommitHook> withLoggingDisabled() {
      return this;
    }

    @Override
    public CommitHook build() {
      return new CommitHook();
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
