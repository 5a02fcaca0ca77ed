package io.millrace.topologies.rollup;

import static java.util.Objects.requireNonNull;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.topologies.state.StoreBuilders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The merged partials that the owner of the series has not folded into its windows yet: one for
 * each one-minute window. Folding into a window costs several reads and writes, merging a partial
 * costs an addition to an object here.
 *
 * <p>The partials that changed are written to a logged store now and then, for readers, and before
 * each commit, as Streams' own record caches are: Streams calls {@link #flushCache}. Readers add
 * the written ones to the windows. A reader must not see a partial both here and in its windows, or
 * in neither: it checks the count of {@link FoldEpoch}.
 *
 * <p>Bytes of a value: since when it is pending (8 bytes, epoch milliseconds), the format version,
 * the measures.
 */
public final class Partials extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
    implements ReadOnlyKeyValueStore<Bytes, byte[]> {
  private static final int VERSION = 1;

  /** The target of a fold. */
  interface Windows {
    /** The count of {@link FoldEpoch} with this fold, which starts or has just ended. */
    void foldEpoch(long count);

    /**
     * Adds one partial.
     *
     * @param since when the partial's first part arrived, epoch milliseconds
     */
    void add(RollupKey minute, RollupState partial, long since);

    /** Called after the last one, while readers still wait for all of them. */
    default void end() {}
  }

  private static final class Partial {
    final long since;
    final RollupState state;

    Partial(long since, RollupState state) {
      this.since = since;
      this.state = state;
    }
  }

  /** Ordered by the time since when they are pending. */
  private final Map<RollupKey, Partial> waiting = new LinkedHashMap<>();

  private final Set<RollupKey> changed = new HashSet<>();

  private Partials(KeyValueStore<Bytes, byte[]> store) {
    super(store);
  }

  static StoreBuilder<Partials> builder() {
    return new Builder(StoreBuilders.inMemory(StoreNames.PARTIALS));
  }

  /** Loads what the last commit before a restart has left. */
  void load() {
    waiting.clear();
    changed.clear();
    var found = new ArrayList<Map.Entry<RollupKey, Partial>>();
    try (KeyValueIterator<Bytes, byte[]> entries = wrapped().all()) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        if (!FoldEpoch.isCount(entry.key.get())) {
          found.add(Map.entry(RollupKey.fromBytes(entry.key.get()), read(entry.value)));
        }
      }
    }
    found.sort((a, b) -> Long.compare(a.getValue().since, b.getValue().since));
    found.forEach(entry -> waiting.put(entry.getKey(), entry.getValue()));
  }

  /** Merges into the partial of a window; the store owns the state afterwards. */
  void merge(RollupKey key, RollupState state, long now) {
    Partial known = waiting.get(key);
    if (known == null) {
      waiting.put(key, new Partial(now, state));
    } else {
      known.state.merge(state);
    }
    changed.add(key);
  }

  /**
   * Passes partials to the windows, the oldest first, and removes them.
   *
   * @param before only those pending since before this time, epoch milliseconds
   * @param atMost how many
   */
  void fold(long before, int atMost, Windows to) {
    List<Map.Entry<RollupKey, Partial>> due = due(before, atMost);
    if (due.isEmpty()) {
      return;
    }
    long foldings = foldEpoch();
    count(foldings + 1, to);
    for (Map.Entry<RollupKey, Partial> entry : due) {
      RollupKey key = entry.getKey();
      to.add(key, entry.getValue().state, entry.getValue().since);
      waiting.remove(key);
      changed.remove(key);
      wrapped().delete(Bytes.wrap(key.toBytes()));
    }
    to.end();
    count(foldings + 2, to);
  }

  long foldEpoch() {
    return FoldEpoch.of(wrapped());
  }

  @Override
  public void flushCache() {
    for (RollupKey key : changed) {
      Partial partial = requireNonNull(waiting.get(key));
      wrapped().put(Bytes.wrap(key.toBytes()), write(partial));
    }
    changed.clear();
  }

  /**
   * Since when the partial of an entry is pending, epoch milliseconds; {@link Long#MAX_VALUE} if
   * the entry is none.
   */
  public static long pendingSince(Bytes key, byte[] value) {
    return FoldEpoch.isCount(key.get())
        ? Long.MAX_VALUE
        : new ByteReader(value).readLongBigEndian();
  }

  static RollupState state(byte[] value) {
    return read(value).state;
  }

  private List<Map.Entry<RollupKey, Partial>> due(long before, int atMost) {
    var due = new ArrayList<Map.Entry<RollupKey, Partial>>();
    for (Map.Entry<RollupKey, Partial> entry : waiting.entrySet()) {
      if (due.size() == atMost || entry.getValue().since >= before) {
        break;
      }
      due.add(Map.entry(entry.getKey(), entry.getValue()));
    }
    return due;
  }

  /** Readers read this counter first and last: while the two differ, it is odd here. */
  private void count(long foldings, Windows to) {
    if (FoldEpoch.isInProgress(foldings)) {
      FoldEpoch.put(wrapped(), foldings);
      to.foldEpoch(foldings);
    } else {
      to.foldEpoch(foldings);
      FoldEpoch.put(wrapped(), foldings);
    }
  }

  private static byte[] write(Partial partial) {
    var out = new ByteWriter(64);
    out.writeLongBigEndian(partial.since).writeByte(VERSION);
    partial.state.write(out);
    return out.toBytes();
  }

  private static Partial read(byte[] value) {
    var in = new ByteReader(value);
    long since = in.readLongBigEndian();
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "a partial must have format %d, but had %d".formatted(VERSION, version));
    }
    return new Partial(since, RollupState.read(in));
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return wrapped().get(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return wrapped().range(from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return wrapped().all();
  }

  @Override
  public long approximateNumEntries() {
    return wrapped().approximateNumEntries();
  }

  private record Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> inner)
      implements StoreBuilder<Partials> {
    @Override
    public StoreBuilder<Partials> withCachingEnabled() {
      throw new UnsupportedOperationException("partials are their own cache");
    }

    @Override
    public StoreBuilder<Partials> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<Partials> withLoggingEnabled(Map<String, String> config) {
      return new Builder(inner.withLoggingEnabled(config));
    }

    @Override
    public StoreBuilder<Partials> withLoggingDisabled() {
      throw new UnsupportedOperationException("partials must survive a crash");
    }

    @Override
    public Partials build() {
      return new Partials(requireNonNull(inner.build()));
    }

    @Override
    public Map<String, String> logConfig() {
      return inner.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
      return inner.loggingEnabled();
    }

    @Override
    public String name() {
      return inner.name();
    }
  }
}
