package io.millrace.topologies.state;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Deletes expired entries, a bounded number at a time, in rounds over the store: a store ordered by
 * tenant has no other cheap way to expire by age.
 */
public final class Sweep {
  /** Decides whether an entry has expired. */
  @FunctionalInterface
  public interface Expiry {
    /** Whether the entry has expired. */
    boolean expired(byte[] key, byte[] value);
  }

  private final KeyValueStore<Bytes, byte[]> store;
  private final int entriesPerStep;
  private @Nullable Bytes next;

  public Sweep(KeyValueStore<Bytes, byte[]> store, int entriesPerStep) {
    this.store = store;
    this.entriesPerStep = entriesPerStep;
  }

  /** Checks the next entries and deletes the expired ones. */
  public void step(Expiry expiry) {
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(next, null)) {
      for (int seen = 0; entries.hasNext(); seen++) {
        if (seen == entriesPerStep) {
          next = entries.peekNextKey();
          return;
        }
        KeyValue<Bytes, byte[]> entry = entries.next();
        if (expiry.expired(entry.key.get(), entry.value)) {
          store.delete(entry.key);
        }
      }
      next = null;
    }
  }
}
