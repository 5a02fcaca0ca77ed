package io.millrace.topologies.visitor;

import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.visitor.OverflowKey;
import io.millrace.serdes.visitor.SeenIds;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads the visitor stores from outside of the task. */
public final class VisitorReads {
  private VisitorReads() {}

  /** The visitor's record; empty if there is none. */
  public static Optional<VisitorRecord> find(
      ReadOnlyKeyValueStore<Bytes, byte[]> visitors, VisitorKey visitor) {
    return Optional.ofNullable(visitors.get(Bytes.wrap(visitor.toBytes())))
        .map(VisitorRecord::fromBytes);
  }

  /** A visitor's record, under its canonical name. */
  public record Root(VisitorKey key, VisitorRecord record) {}

  /**
   * The record of the root of this name; each name may be in another partition.
   *
   * @param find looks a name up, as {@link #find} does
   */
  public static Optional<Root> root(
      Function<VisitorKey, Optional<VisitorRecord>> find, VisitorKey visitor) {
    VisitorKey key = visitor;
    for (int hops = 0; hops <= Identities.MAX_HOPS; hops++) {
      Optional<VisitorRecord> record = find.apply(key);
      if (record.isEmpty()) {
        return Optional.empty();
      }
      String aliasOf = record.get().aliasOf();
      if (aliasOf.isEmpty()) {
        return Optional.of(new Root(key, record.get()));
      }
      key = new VisitorKey(key.tenant(), aliasOf);
    }
    return Optional.empty();
  }

  /**
   * Whether an event of the visitor, under any of its names, with this message id was processed.
   */
  public static boolean hasSeen(
      ReadOnlyKeyValueStore<Bytes, byte[]> visitors,
      ReadOnlyKeyValueStore<Bytes, byte[]> overflow,
      VisitorKey visitor,
      String messageId) {
    long hash = Hash.of(messageId);
    return root(key -> find(visitors, key), visitor)
        .filter(root -> hasSeen(overflow, root, hash))
        .isPresent();
  }

  private static boolean hasSeen(
      ReadOnlyKeyValueStore<Bytes, byte[]> overflow, Root root, long hash) {
    SeenIds seen = root.record().seenIds();
    return seen.contains(hash)
        || (seen.overflowed()
            && overflow.get(Bytes.wrap(OverflowKey.messageId(root.key(), hash))) != null);
  }
}
