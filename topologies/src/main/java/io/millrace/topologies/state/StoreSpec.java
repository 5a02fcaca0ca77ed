package io.millrace.topologies.state;

import java.util.Optional;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * All that the product must know of a state store. The topology, the catalogue of stores, the
 * re-keying at a move to another partition count, the freshness of reads, the share of memory and
 * what an erasure reports derive from it.
 *
 * @param name by which Streams knows it
 * @param rekeying where its records go when the partition count changes; empty for a store without
 *     a changelog of its own
 */
public record StoreSpec(
    String name, Kind kind, Node node, Entries entries, Optional<Rekeying.Factory> rekeying) {
  /** Where a store keeps its entries. */
  public enum Kind {
    /** On disk, with a share of the memory of {@link StoreMemory}. */
    ROCKSDB("rocksdb"),
    /** In the heap. */
    MEMORY("memory"),
    /** In the heap, whole on every instance. */
    GLOBAL("global");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    /** The name of the kind in the API. */
    public String wireName() {
      return wireName;
    }
  }

  /** Which node of the topology a store belongs to. */
  public enum Node {
    /** The visitor node, which builds it: its entries are as fresh as the events processed. */
    VISITOR,
    /** A node that the feature adds and that builds the store itself. */
    OWN
  }

  /**
   * What the entries of a store are.
   *
   * @param key what the text of a key consists of
   * @param value what a value tells
   * @param ofVisitors whether they name visitors, so that an erasure deletes them
   */
  public record Entries(String key, String value, boolean ofVisitors) {}

  /** A store of the visitor node on disk, with a changelog. */
  public static StoreSpec ofVisitors(String name, Entries entries, Rekeying.Factory rekeying) {
    return new StoreSpec(name, Kind.ROCKSDB, Node.VISITOR, entries, Optional.of(rekeying));
  }

  /** Whether reads of it are as old as the events that were processed. */
  public boolean followsEvents() {
    return node == Node.VISITOR;
  }

  /** A builder of its own for each topology; for a store of bytes with a changelog. */
  public StoreBuilder<?> builder() {
    return switch (kind) {
      case ROCKSDB -> StoreBuilders.rocksDb(name);
      case MEMORY, GLOBAL -> StoreBuilders.inMemory(name);
    };
  }
}
