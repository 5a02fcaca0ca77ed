package io.millrace.state.reads;

import static java.util.Objects.requireNonNull;

import io.millrace.state.problem.FailureException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a store, wherever it is, as a store: a local one is read in place. If it moves
 * during a range, the range continues on the new instance, after the last entry; one that cannot be
 * read is an error, or an empty range if gaps are allowed.
 */
final class PartitionView implements ReadOnlyKeyValueStore<Bytes, byte[]> {
  /** A lookup of one entry should not fetch hundreds; a longer iteration fetches more. */
  private static final int FIRST_CHUNK = 2;

  private static final int GROWTH = 8;
  private static final int LARGEST_CHUNK = 500;
  private static final Bytes START = Bytes.wrap(new byte[0]);

  private final String store;
  private final int partition;
  private final InPlaceReads inPlace;
  private final ReadBatch bundle;
  private final ReadSources served;
  private final boolean gapsAllowed;

  PartitionView(
      String store,
      int partition,
      InPlaceReads inPlace,
      ReadBatch bundle,
      ReadSources served,
      boolean gapsAllowed) {
    this.store = store;
    this.partition = partition;
    this.inPlace = inPlace;
    this.bundle = bundle;
    this.served = served;
    this.gapsAllowed = gapsAllowed;
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    Optional<Optional<byte[]>> here =
        inPlace.read(
            store,
            partition,
            bundle.terms(),
            served,
            active -> Optional.ofNullable(active.get(key)));
    if (here.isPresent()) {
      return here.get().orElse(null);
    }
    List<KeyValue<Bytes, byte[]>> entries =
        await(bundle.add(new StoreRead.Get(store, partition, List.of(key)))).entries();
    return entries.isEmpty() ? null : entries.getFirst().value;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return new Stretch(from == null ? START : from, Optional.ofNullable(to));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return range(null, null);
  }

  @Override
  public long approximateNumEntries() {
    return await(bundle.add(new StoreRead.Count(store, partition))).count();
  }

  private ReadResult await(ReadBatch.PendingRead read) {
    ReadResult found = read.await();
    served.from(found);
    return found;
  }

  /** A range, in place or in chunks; reads one entry ahead. */
  private final class Stretch implements KeyValueIterator<Bytes, byte[]> {
    private final Optional<Bytes> to;

    /** Where it continues after the entries read so far. */
    private Bytes from;

    private InPlaceReads.@Nullable OpenRange here;
    private ReadBatch.@Nullable PendingRead coming;
    private Iterator<KeyValue<Bytes, byte[]>> chunk = Collections.emptyIterator();
    private @Nullable KeyValue<Bytes, byte[]> ahead;
    private int size = FIRST_CHUNK;

    Stretch(Bytes from, Optional<Bytes> to) {
      this.from = from;
      this.to = to;
      here =
          inPlace
              .open(store, partition, bundle.terms(), served, from, to.orElse(null))
              .orElse(null);
      coming = here == null ? ask() : null;
    }

    @Override
    public boolean hasNext() {
      if (ahead == null) {
        ahead = look();
        if (ahead != null) {
          from = behind(ahead.key);
        }
      }
      return ahead != null;
    }

    @Override
    public Bytes peekNextKey() {
      return first().key;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      KeyValue<Bytes, byte[]> next = first();
      ahead = null;
      return next;
    }

    @Override
    public void close() {
      if (here != null) {
        here.entries().close();
        here = null;
      }
    }

    private KeyValue<Bytes, byte[]> first() {
      if (!hasNext()) {
        throw new NoSuchElementException("the range has ended");
      }
      return requireNonNull(ahead);
    }

    private @Nullable KeyValue<Bytes, byte[]> look() {
      if (here != null) {
        try {
          if (here.entries().hasNext()) {
            return here.entries().next();
          }
          if (here.isIntact().getAsBoolean()) {
            return null;
          }
        } catch (InvalidStateStoreException e) {
          // It has moved: the rest is requested.
        }
        close();
        coming = ask();
      }
      while (!chunk.hasNext() && coming != null) {
        ReadResult found = awaitOrLeaveOut(coming);
        chunk = found.entries().iterator();
        coming = null;
        if (found.more()) {
          from = found.entries().isEmpty() ? from : behind(found.entries().getLast().key);
          coming = ask();
        }
      }
      return chunk.hasNext() ? chunk.next() : null;
    }

    private ReadResult awaitOrLeaveOut(ReadBatch.PendingRead read) {
      try {
        return await(read);
      } catch (FailureException e) {
        if (!gapsAllowed) {
          throw e;
        }
        served.without(store, partition, e.failure());
        return ReadResult.entries(List.of(), false);
      }
    }

    private ReadBatch.PendingRead ask() {
      int limit = size;
      size = Math.min(size * GROWTH, LARGEST_CHUNK);
      return bundle.add(new StoreRead.Range(store, partition, from, to, limit));
    }
  }

  /** The first key after this one. */
  private static Bytes behind(Bytes key) {
    return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
  }
}
